-- AlterTable
ALTER TABLE "Host" ADD COLUMN "ignoredChains" JSONB;

-- CreateTable
CREATE TABLE "Drift" (
    "hostId" TEXT NOT NULL PRIMARY KEY,
    "applyId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "readAt" DATETIME NOT NULL,
    "facts" BLOB NOT NULL,
    "lookedAt" DATETIME NOT NULL,
    "fault" JSONB,
    "faultSince" DATETIME,
    "baseline" BLOB NOT NULL,
    CONSTRAINT "Drift_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

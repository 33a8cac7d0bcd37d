-- AlterTable
ALTER TABLE "Host" ADD COLUMN "ownChecks" JSONB;

-- CreateTable
CREATE TABLE "CheckRun" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hostId" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdBy" TEXT NOT NULL,
    "applyId" TEXT,
    "results" JSONB NOT NULL,
    CONSTRAINT "CheckRun_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "CheckRun_hostId_at_idx" ON "CheckRun"("hostId", "at");

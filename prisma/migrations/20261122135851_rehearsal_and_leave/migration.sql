-- AlterTable
ALTER TABLE "Apply" ADD COLUMN "leave" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Rehearsal" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hostId" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdBy" TEXT,
    "applyId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "why" TEXT,
    "detail" JSONB NOT NULL,
    "tables" BLOB,
    CONSTRAINT "Rehearsal_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Rehearsal_hostId_at_idx" ON "Rehearsal"("hostId", "at");

-- CreateTable
CREATE TABLE "CounterSample" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hostId" TEXT NOT NULL,
    "applyId" TEXT NOT NULL,
    "readAt" DATETIME NOT NULL,
    "bootId" TEXT NOT NULL,
    "uptime" REAL NOT NULL,
    "rules" TEXT NOT NULL,
    "values" BLOB NOT NULL,
    CONSTRAINT "CounterSample_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "CounterSample_hostId_readAt_idx" ON "CounterSample"("hostId", "readAt");

-- CreateTable
CREATE TABLE "SeenDay" (
    "hostId" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "seen" BLOB NOT NULL,

    PRIMARY KEY ("hostId", "day"),
    CONSTRAINT "SeenDay_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Host" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

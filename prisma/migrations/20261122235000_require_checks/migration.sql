-- AlterTable
ALTER TABLE "Apply" ADD COLUMN "requireChecks" BOOLEAN NOT NULL DEFAULT false;

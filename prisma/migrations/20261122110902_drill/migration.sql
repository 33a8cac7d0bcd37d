-- AlterTable
ALTER TABLE "Apply" ADD COLUMN "drill" TEXT;

-- CreateIndex
CREATE INDEX "Apply_hostId_phase_number_idx" ON "Apply"("hostId", "phase", "number");

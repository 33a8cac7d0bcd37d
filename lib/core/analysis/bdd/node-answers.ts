/** What was found out of each node on one walk through a set; the next walk begins with nothing, at no cost. */
export class NodeAnswers {
  private answers = new Int32Array(0);
  /** The walk of each answer. */
  private walks = new Int32Array(0);
  private walk = 0;

  /** Begins a walk through nodes below `count`, which ends the one before. */
  begin(count: number): this {
    if (this.walks.length < count) {
      this.answers = new Int32Array(2 * count);
      this.walks = new Int32Array(2 * count);
    }
    this.walk++;
    return this;
  }

  get(node: number): number | undefined {
    return this.walks[node] === this.walk ? this.answers[node] : undefined;
  }

  set(node: number, answer: number): void {
    this.walks[node] = this.walk;
    this.answers[node] = answer;
  }
}

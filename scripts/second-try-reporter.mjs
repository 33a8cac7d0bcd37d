/** Names the tests that passed only at their second try: each of them is a defect, of the product or of itself. */
export default class SecondTryReporter {
  names = [];

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.names.push(`${test.module.relativeModuleId} › ${test.fullName}`);
  }

  onTestRunEnd() {
    for (const name of this.names) console.log(`PASSED ONLY AT THE SECOND TRY ${name}`);
  }
}

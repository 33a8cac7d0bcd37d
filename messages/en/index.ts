import adopt from "./adopt.json";
import apply from "./apply.json";
import assertion from "./assertion.json";
import audit from "./audit.json";
import blocked from "./blocked.json";
import checks from "./checks.json";
import common from "./common.json";
import drawing from "./drawing.json";
import drift from "./drift.json";
import drill from "./drill.json";
import errors from "./errors.json";
import explain from "./explain.json";
import exposure from "./exposure.json";
import flows from "./flows.json";
import glossary from "./glossary.json";
import guest from "./guest.json";
import history from "./history.json";
import hosts from "./hosts.json";
import leave from "./leave.json";
import live from "./live.json";
import meaning from "./meaning.json";
import objects from "./objects.json";
import problems from "./problems.json";
import rehearsal from "./rehearsal.json";
import review from "./review.json";
import roles from "./roles.json";
import settings from "./settings.json";
import setup from "./setup.json";
import shell from "./shell.json";
import tighten from "./tighten.json";
import wizard from "./wizard.json";

export default {
  adopt,
  apply,
  assertion,
  audit,
  blocked,
  checks,
  common,
  drawing,
  drift,
  drill,
  errors,
  explain,
  exposure,
  flows,
  glossary,
  guest,
  history,
  hosts,
  leave,
  live,
  meaning,
  objects,
  problems,
  rehearsal,
  review,
  roles,
  settings,
  setup,
  shell,
  tighten,
  wizard,
};

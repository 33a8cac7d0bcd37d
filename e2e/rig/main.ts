import { fileURLToPath } from "node:url";
import { rigCommand } from "./command";

process.exit(await rigCommand(process.argv.slice(2), fileURLToPath(import.meta.url)));

import { readFileSync, writeFileSync } from 'node:fs';
import { CLI_PAGE, currentCliPage } from './cli-page.ts';

// `npm run docs`: brings the generated parts of docs/cli.md up to date.
writeFileSync(CLI_PAGE, currentCliPage(readFileSync(CLI_PAGE, 'utf8')));

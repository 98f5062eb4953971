import { join } from 'node:path';
import { packageFolder } from '../../src/files/package-files.ts';
import { exitTable, optionTable, synopsis } from './command-parts.ts';
import { type GeneratedParts, withGeneratedParts } from './generated-parts.ts';
import { presetTable } from './preset-part.ts';

export const CLI_PAGE = join(packageFolder(), 'docs', 'cli.md');

/** docs/cli.md with its generated parts as the program's tables have them. */
export function currentCliPage(page: string): string {
  const parts: GeneratedParts = {
    commands: synopsis(),
    options: optionTable(),
    presets: presetTable(),
    'exit codes': exitTable(),
  };
  return withGeneratedParts(page, parts);
}

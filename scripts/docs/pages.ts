import { join } from 'node:path';
import { packageFolder } from '../../src/files/package-files.ts';
import { apiParts } from './api-parts.ts';
import { exitTable, optionTable, synopsis } from './command-parts.ts';
import { type GeneratedParts, withGeneratedParts } from './generated-parts.ts';
import { presetTable } from './preset-part.ts';
import { sliderTable } from './slider-part.ts';

/** Documents of which parts follow from the sources. */
export const PAGES = ['cli.md', 'api.md', 'sliders.md'] as const;
export type PageName = (typeof PAGES)[number];

const PARTS: Readonly<Record<PageName, () => GeneratedParts>> = {
  'cli.md': () => ({
    commands: synopsis(),
    options: optionTable(),
    presets: presetTable(),
    'exit codes': exitTable(),
  }),
  'api.md': apiParts,
  'sliders.md': () => ({ sliders: sliderTable() }),
};

export function pathOfPage(name: PageName): string {
  return join(packageFolder(), 'docs', name);
}

/** A document with its generated parts as the sources have them. @param page as it is */
export function currentPage(name: PageName, page: string): string {
  return withGeneratedParts(page, PARTS[name]());
}

import { readFileSync, writeFileSync } from 'node:fs';
import { currentPage, PAGES, pathOfPage } from './pages.ts';

// `npm run docs`: brings the generated parts of docs/ up to date.
for (const name of PAGES) writeFileSync(pathOfPage(name), currentPage(name, readFileSync(pathOfPage(name), 'utf8')));

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withGeneratedParts } from '../../scripts/docs/generated-parts.ts';
import { currentPage, PAGES, pathOfPage } from '../../scripts/docs/pages.ts';

describe('docs', () => {
  it.each(PAGES)('%s says what the sources say (npm run docs)', (name) => {
    const page = readFileSync(pathOfPage(name), 'utf8');
    expect(page).toBe(currentPage(name, page));
  });
});

describe('generated parts', () => {
  const marked = (name: string, text: string) => `before\n<!-- generated: ${name} -->\n${text}<!-- end -->\nafter\n`;

  it('replace what stands between their marks, once and again, and nothing else', () => {
    const current = marked('options', '$1 `<n>`\n');
    expect(withGeneratedParts(marked('options', 'old\nlines\n'), { options: '$1 `<n>`' })).toBe(current);
    expect(withGeneratedParts(marked('options', ''), { options: '$1 `<n>`' })).toBe(current);
    expect(withGeneratedParts(current, { options: '$1 `<n>`' })).toBe(current);
  });

  it('are refused where the page marks another, none, or one twice', () => {
    for (const page of [marked('commands', ''), 'plain', marked('options', '') + marked('options', '')])
      expect(() => withGeneratedParts(page, { options: '' })).toThrow(/must be options, each once; received/);
  });
});

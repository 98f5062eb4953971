/** Parts of a document by name; what stands between their two marks is made, not written. */
export type GeneratedParts = Readonly<Record<string, string>>;

/** Opens a part, up to `<!-- end -->`. */
const PART = /<!-- generated: ([a-z ]+) -->\n(?:[\s\S]*?)<!-- end -->/g;

/**
 * The document with its generated parts as they are now; the prose around them stays.
 * @throws {Error} the document marks a part that nobody makes, or does not mark each part once
 */
export function withGeneratedParts(document: string, parts: GeneratedParts): string {
  const marked = [...document.matchAll(PART)].map(([, name]) => name);
  const wanted = Object.keys(parts);
  if ([...marked].sort().join() !== [...wanted].sort().join())
    throw new Error(
      `generated parts: must be ${wanted.join(', ')}, each once; received ${marked.join(', ') || 'none'}`,
    );
  return document.replace(PART, (_, name: string) => `<!-- generated: ${name} -->\n${parts[name]}\n<!-- end -->`);
}

/** A table; cells are Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Plain text as a cell shows it. */
export function plain(text: string): string {
  return text.replace(/[<|*_]/g, '\\$&');
}

export function code(text: string): string {
  return `\`${text}\``;
}

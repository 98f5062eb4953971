import type { ViewerData } from './viewer-data.ts';

/** All files that the page asks for. */
export function filesOf({
  model,
  photographs,
  meshes,
  scanErrors,
  sliders,
  downloads,
}: ViewerData): ReadonlySet<string> {
  const shown = [
    model,
    ...photographs.map(({ file }) => file),
    ...meshes.map(({ file }) => file),
    scanErrors?.file,
    sliders?.values,
    sliders?.moves,
  ];
  return new Set([...shown.filter((name) => typeof name === 'string'), ...downloads.map(({ name }) => name)]);
}

import type { Object3D } from 'three';
import type { ViewerMesh } from '../../result/viewer-data.ts';
import type { ResultFiles } from '../result-files.ts';
import { type ComparedObject, clayMesh, coloredMeshes } from '../scene/comparison-view.ts';
import { element } from '../ui/element.ts';

/** Something to compare, not loaded yet. */
interface Candidate {
  readonly id: string;
  readonly label: string;
  readonly caption: string;
  load(): Promise<Object3D | null>;
}

/** How many stand side by side at first. */
const FIRST_SHOWN = 3;

/** What stands side by side. @param panes where each is drawn, over the canvas @param show told of what is there */
export function comparePanel(
  files: ResultFiles,
  panes: HTMLElement,
  show: (objects: readonly ComparedObject[]) => void,
): { readonly content: HTMLElement; open(): Promise<void> } {
  const all = candidates(files);
  const first = all.slice(0, FIRST_SHOWN).map(({ id }) => id);
  // Each above the scan as it leaves it.
  const chosen = new Set([...first, ...first.map(scanId)]);
  const loaded = new Map<string, Promise<Object3D | null>>();
  const open = async (): Promise<void> => {
    const wanted = all.filter(({ id }) => chosen.has(id));
    const objects = await Promise.all(
      wanted.map((candidate) => {
        const known = loaded.get(candidate.id) ?? candidate.load();
        loaded.set(candidate.id, known);
        return known;
      }),
    );
    const views = wanted.map(() => element('div', { class: 'view' }));
    const elements = wanted.map(({ label, caption }, k) =>
      element('div', { class: 'pane' }, element('b', {}, label), element('small', {}, caption), views[k]),
    );
    panes.style.setProperty(
      '--columns',
      String(elements.length <= 3 ? elements.length : Math.ceil(elements.length / 2)),
    );
    panes.replaceChildren(...elements);
    show(objects.flatMap((object, k) => (object === null ? [] : [{ object, pane: views[k] }])));
  };
  const rows = all.map(({ id, label, caption }) => {
    const input = element('input', {
      type: 'checkbox',
      checked: chosen.has(id),
      change: () => {
        if (input.checked) chosen.add(id);
        else chosen.delete(id);
        void open();
      },
    });
    return element('label', { class: 'check wide' }, input, element('span', {}, label, element('small', {}, caption)));
  });
  const { scanErrors } = files.data;
  const legend =
    scanErrors === null
      ? []
      : [
          element(
            'div',
            { class: 'scale' },
            element('span', {}, '0'),
            element('i', {}),
            element('span', {}, `${scanErrors.scaleMm} mm`),
          ),
        ];
  return {
    content: element(
      'div',
      { class: 'page' },
      ...legend,
      ...rows,
      element('p', { class: 'note' }, 'One camera turns them all.'),
    ),
    open,
  };
}

/** The methods' meshes, then the scan as each method leaves it. */
function candidates({ data, bytes, has }: ResultFiles): Candidate[] {
  const { scanErrors } = data;
  let errors: Promise<ReadonlyMap<string, Object3D>> | null = null;
  const errorOf = async (key: string): Promise<Object3D | null> => {
    if (scanErrors === null) return null;
    errors ??= bytes(scanErrors.file).then(coloredMeshes);
    return (await errors).get(key) ?? null;
  };
  const meshes = data.meshes.filter(({ file }) => has(file));
  return [
    ...meshes.map(({ key, label, caption, file }) => ({
      id: key,
      label,
      caption,
      load: async () => clayMesh(await bytes(file)),
    })),
    ...(scanErrors === null
      ? []
      : scanErrors.methods.map((key) => errorCandidate(labelled(meshes, key), () => errorOf(key)))),
  ];
}

function scanId(key: string): string {
  return `scan ${key}`;
}

function labelled(
  meshes: readonly ViewerMesh[],
  key: string,
): { readonly key: string; readonly label: string; readonly caption: string } {
  return meshes.find((mesh) => mesh.key === key) ?? { key, label: key, caption: '' };
}

function errorCandidate(
  { key, label, caption }: { readonly key: string; readonly label: string; readonly caption: string },
  load: () => Promise<Object3D | null>,
): Candidate {
  return { id: `scan ${key}`, label: `scan, ${label}`, caption: caption || 'distance from the scan', load };
}

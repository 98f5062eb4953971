import type { ViewerPhotograph } from '../../result/viewer-data.ts';
import type { ResultFiles } from '../result-files.ts';
import type { PhotoView } from '../scene/photo-view.ts';
import { element } from '../ui/element.ts';
import { slider } from '../ui/slider.ts';

/** Photographs to lay the head over. @param opened told which is open, before it is drawn */
export function photosPanel(
  { data, url }: ResultFiles,
  view: PhotoView,
  opened: (photograph: ViewerPhotograph) => void,
): { readonly content: HTMLElement /** Opens the one that was open, else the first. */; open(): void } {
  let current = 0;
  const buttons = data.photographs.map(({ name, caption, file }, k) => {
    const picture = element('img', { alt: '', loading: 'lazy', decoding: 'async' });
    if (file === null) picture.hidden = true;
    else void url(file).then((source) => picture.setAttribute('src', source));
    return element(
      'button',
      { type: 'button', class: 'photo', click: () => open(k) },
      picture,
      element('span', {}, name.split('/').pop() ?? name),
      element('small', {}, caption),
    );
  });
  const open = (k: number): void => {
    current = k;
    for (const [other, button] of buttons.entries()) button.setAttribute('aria-pressed', String(other === k));
    const photograph = data.photographs[k];
    if (photograph === undefined) return;
    opened(photograph);
    void (async () => view.open(photograph, photograph.file === null ? null : await url(photograph.file)))();
  };
  const outline = element('input', {
    type: 'checkbox',
    checked: true,
    change: () => {
      view.outline = outline.checked;
    },
  });
  const opacity = slider(
    { label: 'head', min: 0, max: 1, step: 0.01, value: view.opacity, text: (x) => `${Math.round(100 * x)} %` },
    (value) => {
      view.opacity = value;
    },
  );
  const keepsNone = data.photographs.every(({ file }) => file === null);
  return {
    content: element(
      'div',
      { class: 'page' },
      opacity.row,
      element('label', { class: 'check' }, outline, 'outline of the head'),
      ...(keepsNone
        ? [element('p', { class: 'note' }, 'This result keeps no photographs: fit again to see them below the head.')]
        : []),
      element('div', { class: 'photos' }, ...buttons),
    ),
    open: () => open(current),
  };
}

import { element } from './ui/element.ts';

/** The places of the page that are filled with a result. */
export interface Shell {
  readonly title: HTMLElement;
  /** Buttons at the top's right. */
  readonly tools: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Over the canvas, at its top: the looks. */
  readonly looks: HTMLElement;
  /** Over the canvas, at its bottom: motions. */
  readonly motions: HTMLElement;
  /** Over the canvas: frames of what is compared. */
  readonly panes: HTMLElement;
  readonly panel: HTMLElement;
  /** Takes the notice of loading away. */
  loaded(): void;
  /** Says what went wrong in place of the head. */
  fail(message: string): void;
}

export function openShell(body: HTMLElement): Shell {
  const title = element('h1');
  const tools = element('div', { class: 'tools' });
  const canvas = element('canvas', { tabindex: 0, 'aria-label': 'the head; drag to turn, arrow keys too' });
  const looks = element('div', { class: 'looks' });
  const motions = element('div', { class: 'bottom' });
  const panes = element('div', { class: 'panes', hidden: true });
  const notice = element(
    'div',
    { class: 'notice', role: 'status' },
    element('span', { class: 'spinner' }),
    'opening the head ...',
  );
  const panel = element('aside', { class: 'panel' });
  body.replaceChildren(
    ...body.querySelectorAll('script'),
    element('header', {}, element('b', { class: 'brand' }, 'asm-fit'), title, tools),
    element('main', {}, canvas, panes, looks, motions, notice),
    panel,
  );
  return {
    title,
    tools,
    canvas,
    looks,
    motions,
    panes,
    panel,
    loaded: () => notice.remove(),
    fail(message) {
      notice.className = 'notice failed';
      notice.setAttribute('role', 'alert');
      notice.replaceChildren(element('b', {}, 'This result cannot be shown.'), message);
      if (!notice.isConnected) canvas.after(notice);
    },
  };
}

import type { Motion, MotionPlayer } from '../scene/motion.ts';
import { element } from '../ui/element.ts';
import { icon } from '../ui/icons.ts';

/** Which motion, play and pause, and where it is. */
export function motionBar(
  motions: readonly Motion[],
  player: MotionPlayer,
): { readonly content: HTMLElement; refresh(): void; toggle(): void } {
  const select = element(
    'select',
    { 'aria-label': 'motion', change: () => player.choose(motions[select.selectedIndex]) },
    ...motions.map(({ name }) => element('option', {}, name)),
  );
  const toggle = (): void => (player.playing ? player.pause() : player.play());
  const button = element(
    'button',
    { type: 'button', class: 'round', 'aria-label': 'play', title: 'play or pause (space)', click: toggle },
    icon('play'),
  );
  const time = element('input', { type: 'range', min: 0, max: 1, step: 0.001, value: 0, 'aria-label': 'time' });
  time.addEventListener('input', () => player.seek(Number(time.value) * (player.motion?.seconds ?? 0)));
  let shown = false;
  return {
    content: element('div', { class: 'motions', hidden: motions.length === 0 }, button, select, time),
    refresh() {
      const { playing, motion, seconds } = player;
      time.value = String(motion === null ? 0 : seconds / motion.seconds);
      time.style.setProperty('--filled', `${100 * Number(time.value)}%`);
      if (playing === shown) return;
      shown = playing;
      button.replaceChildren(icon(playing ? 'pause' : 'play'));
      button.setAttribute('aria-label', playing ? 'pause' : 'play');
    },
    toggle,
  };
}

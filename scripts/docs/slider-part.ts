import { SLIDER_GROUPS, slidersOf } from '../../src/asm/sliders/slider-definition.ts';
import { SLIDER_DEFINITIONS } from '../../src/asm/sliders/slider-table.ts';
import { code, markdownTable } from './generated-parts.ts';

const SIGNS: Readonly<Record<string, string>> = { shift: 'mm', turn: 'rad', scale: 'log' };

/** Every slider: what its ends show, whether it has halves, by which bones it goes. */
export function sliderTable(): string {
  const rows = SLIDER_GROUPS.flatMap((group) =>
    SLIDER_DEFINITIONS.filter((definition) => definition.group === group).map((definition) => {
      const { name, low, high, moves, alone } = definition;
      const bones = moves.map(({ bone, channel, amount }) => {
        const unit = SIGNS[channel.replace(/[XYZ]$/, '')];
        return `${bone}${alone.includes(bone) ? ' alone' : ''} ${channel} ${amount} ${unit}`;
      });
      return [group, code(name), low, high, slidersOf(definition).length > 1 ? 'yes' : '', bones.join(', ')];
    }),
  );
  return markdownTable(['group', 'slider', 'at -1', 'at 1', 'halves', 'bones at 1'], rows);
}

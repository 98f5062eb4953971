import { describe, expect, it } from 'vitest';
import { SLIDER_CHANGES } from '../../../src/cli/options/option-values.ts';

describe('changes of sliders', () => {
  it('set them or change them, several with commas between', () => {
    const changes = SLIDER_CHANGES.meaning(
      'nose-width=+1, jaw-width=-.5,eye-size += 0.25,chin-length-=1e-1,ear-size-left=1.',
    );
    expect(changes).toEqual([
      { name: 'nose-width', how: 'to', value: 1 },
      { name: 'jaw-width', how: 'to', value: -0.5 },
      { name: 'eye-size', how: 'by', value: 0.25 },
      { name: 'chin-length', how: 'by', value: -0.1 },
      { name: 'ear-size-left', how: 'to', value: 1 },
    ]);
    expect(SLIDER_CHANGES.fault(changes)).toBeNull();
  });

  it.each([
    ['nose-wdth=1', /no slider is called "nose-wdth", perhaps nose-width; asm-fit edit <fit> --list names them/],
    ['__proto__=1', /no slider is called "__proto__"/],
    ['nose-width', /changes are as nose-width=0.5 or nose-width\+=0.5, not "nose-width"/],
    ['nose-width=', /not "nose-width="/],
    ['=1', /no slider is called ""/],
    ['nose-width=wide', /not "nose-width=wide"/],
    ['nose-width=NaN', /not "nose-width=NaN"/],
    ['nose-width=0x1', /not "nose-width=0x1"/],
    ['nose-width=1=1', /"nose-width=1=1"/],
    ['nose-width=1e400', /changes are as/],
    ['nose-width=1.5', /nose-width lies in -1..1, not 1.5/],
    ['nose-width=1,', /not ""/],
    ['', /not ""/],
  ])('are not "%s"', (text, message) => {
    expect(SLIDER_CHANGES.fault(SLIDER_CHANGES.meaning(text))).toMatch(message);
  });

  it('come together where the option is given again', () => {
    const [a, b] = ['nose-width=1', 'nose-width=0'].map((text) => SLIDER_CHANGES.meaning(text) as never);
    expect(SLIDER_CHANGES.joined?.(a, b)).toHaveLength(2);
  });
});

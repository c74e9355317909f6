// Small charts over the page's time axis: durations, differences, sizes.
import type { DateTime } from 'luxon';
import { html } from '../../html.ts';
import type { Html } from '../../html.ts';
import { percent } from './marks.ts';
import { axis } from './timeline.ts';
import type { TimeScale } from './time-scale.ts';

export interface Point {
  readonly time: DateTime;
  readonly value: number;
  readonly title: string;
}

export interface Series {
  readonly kind: 'line' | 'stems' | 'dots';
  /** Class of its marks. */
  readonly look: string;
  /** By time. */
  readonly points: readonly Point[];
}

export interface Chart {
  readonly caption: string;
  /** What it comes to, beside the caption. */
  readonly summary: string;
  readonly scale: TimeScale;
  readonly series: readonly Series[];
  /** Values at the bottom and the top. */
  readonly range: readonly [number, number];
  /** Labels of the bottom and the top, and of lines in between. */
  readonly marks: readonly { readonly value: number; readonly label: string }[];
  /** What is allowed. */
  readonly band?: readonly [number, number] | undefined;
}

const top = 8;
const bottom = 96;

export function chart({ caption, summary, scale, series, range, marks, band }: Chart): Html {
  const height = (value: number): string => (bottom - ((bottom - top) * (value - range[0])) / (range[1] - range[0])).toFixed(1);
  const levels = marks.map(({ value, label }) => html`<line class="grid" x1="0" x2="100%" y1="${height(value)}" y2="${height(value)}"/><text class="level" x="2" y="${Number(height(value)) - 3}">${label}</text>`);
  const allowed = band === undefined ? html`` : html`<rect class="band" x="0" width="100%" y="${height(band[1])}" height="${(Number(height(band[0])) - Number(height(band[1]))).toFixed(1)}"/>`;
  return html`<figure><figcaption>${caption}<span>${summary}</span></figcaption>
<svg role="img" aria-label="${caption}: ${summary}" height="116">${allowed}${axis(scale, { top, bottom })}${levels}${series.map((each) => drawn(each, { scale, height, floor: height(Math.max(range[0], 0)) }))}</svg></figure>`;
}

interface Drawing {
  readonly scale: TimeScale;
  readonly height: (value: number) => string;
  readonly floor: string;
}

function drawn({ kind, look, points }: Series, { scale, height, floor }: Drawing): Html {
  const shown = points.filter(({ time }) => time >= scale.start);
  const place = ({ time }: Point): string => percent(scale.place(time));
  const stems = kind === 'stems' ? shown.map((point) => html`<line class="stem ${look}" x1="${place(point)}" x2="${place(point)}" y1="${floor}" y2="${height(point.value)}"/>`) : [];
  const lines = kind === 'line' ? shown.slice(1).map((point, index) => lineTo(shown[index] ?? point, point, { place, height, look })) : [];
  const dots = shown.map((point) => html`<circle class="point ${look}" cx="${place(point)}" cy="${height(point.value)}" r="${kind === 'line' ? 1.8 : 2.8}"><title>${point.title}</title></circle>`);
  return html`${[...stems, ...lines, ...dots]}`;
}

function lineTo(from: Point, to: Point, { place, height, look }: { readonly place: (point: Point) => string; readonly height: (value: number) => string; readonly look: string }): Html {
  return html`<line class="line ${look}" x1="${place(from)}" y1="${height(from.value)}" x2="${place(to)}" y2="${height(to.value)}"/>`;
}

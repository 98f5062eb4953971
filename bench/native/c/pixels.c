/* Per-pixel photometric loss, its gradients (bench/kernels/jobs/photometric-pixels.ts), and Adam on the texture. */
#include "lanes.h"

#include <tgmath.h>
#include <string.h>

typedef struct {
  real x, y, z_inverse, u, v;
  Four e;
  real gx, gy, gz;
  Four ge;
  int vertex;
} Corner;

static Corner corner(const Scene *s, const State *st, int at, real py) {
  const int i = s->triangles[at];
  const real *p = st->pixels + 3 * i, *uv = s->uvs + 2 * s->uv_triangles[at];
  Corner c = {.x = p[0], .y = p[1] - py, .z_inverse = 1 / p[2], .u = uv[0], .v = uv[1], .e = four_at(st->irradiance + 4 * i), .vertex = i};
  return c;
}

static void give_back(State *st, const Corner *c) {
  st->grad_pixels[2 * c->vertex] += c->gx;
  st->grad_pixels[2 * c->vertex + 1] += c->gy;
  st->grad_depths[c->vertex] += c->gz;
  add_four(st->grad_irradiance + 4 * c->vertex, c->ge);
}

static inline real clamp(real x, real high) { return x < 0 ? 0 : x > high ? high : x; }

/* Adds a pixel's gradients to the corners and the texture. Returns its loss without 1/2. */
static inline real add_pixel(const Scene *s, State *st, Corner *a, Corner *b, Corner *c, real px,
                              const real *restrict target, real mask) {
  const int size = s->n.texture_size;
  const real ax = a->x - px, bx = b->x - px, cx = c->x - px, ay = a->y, by = b->y, cy = c->y;
  const real sa = (bx * cy - by * cx) * a->z_inverse, sb = (cx * ay - cy * ax) * b->z_inverse;
  const real sc = (ax * by - ay * bx) * c->z_inverse;
  const real inverse = 1 / (sa + sb + sc), wa = sa * inverse, wb = sb * inverse, wc = sc * inverse;
  const real fx = clamp((wa * a->u + wb * b->u + wc * c->u) * size - (real)0.5, size - 1);
  const real fy = clamp((wa * a->v + wb * b->v + wc * c->v) * size - (real)0.5, size - 1);
  const int ix = (int)fx < size - 2 ? (int)fx : size - 2, iy = (int)fy < size - 2 ? (int)fy : size - 2;
  const real wx = fx - (real)ix, wy = fy - (real)iy;
  const real *restrict p = s->texture + 4 * (iy * size + ix), *restrict q = p + 4 * size;
  real *restrict gp = st->grad_texture + 4 * (iy * size + ix), *restrict gq = gp + 4 * size;
  const Four p00 = four_at(p), p10 = four_at(q), d_top = four_at(p + 4) - p00, d_bottom = four_at(q + 4) - p10;
  const Four top = p00 + wx * d_top, down = p10 + wx * d_bottom - top, albedo = top + wy * down;
  const Four shade = wa * a->e + wb * b->e + wc * c->e;
  /* Fourth lanes of irradiance are 0, and the residual's must be. */
  const Four seen = four_at(target), r = albedo * shade - (Four){seen[0], seen[1], seen[2], 0};
  const Four wr = mask * r, g_albedo = wr * shade, g_shade = wr * albedo;
  a->ge += wa * g_shade;
  b->ge += wb * g_shade;
  c->ge += wc * g_shade;
  const Four right = g_albedo * wx, left = g_albedo - right, right_below = right * wy, left_below = left * wy;
  add_four(gp, left - left_below);
  add_four(gp + 4, right - right_below);
  add_four(gq, left_below);
  add_four(gq + 4, right_below);
  const real gu = (real)size * sum_four(g_albedo * (d_top + wy * (d_bottom - d_top)));
  const real gv = (real)size * sum_four(g_albedo * down);
  const real ga = sum_four(g_shade * a->e) + gu * a->u + gv * a->v;
  const real gb = sum_four(g_shade * b->e) + gu * b->u + gv * b->v;
  const real gc = sum_four(g_shade * c->e) + gu * c->u + gv * c->v;
  const real mean = wa * ga + wb * gb + wc * gc;
  const real qa = (ga - mean) * inverse * a->z_inverse, qb = (gb - mean) * inverse * b->z_inverse;
  const real qc = (gc - mean) * inverse * c->z_inverse;
  a->gz -= qa * sa;
  b->gz -= qb * sb;
  c->gz -= qc * sc;
  a->gx += qc * by - qb * cy;
  a->gy += qb * cx - qc * bx;
  b->gx += qa * cy - qc * ay;
  b->gy += qc * ax - qa * cx;
  c->gx += qb * ay - qa * by;
  c->gy += qa * bx - qb * ax;
  return sum_four(wr * r);
}

void compare_pixels(const Scene *s, State *st, int view) {
  const int size = s->n.image;
  const real factor = (real)1.0 / ((real)size * (real)size);
  const real *targets = s->targets + 4 * (int64_t)size * size * view;
  memset(st->grad_pixels, 0, sizeof(real) * 2 * s->n.vertices);
  memset(st->grad_depths, 0, sizeof(real) * s->n.vertices);
  memset(st->grad_irradiance, 0, sizeof(real) * 4 * s->n.vertices);
  for (int y = 0; y < size; y++) {
    const whole *ids = st->ids + y * size;
    for (int x = 0; x < size;) {
      const int t = (int)ids[x];
      if (t < 0) {
        x++;
        continue;
      }
      /* Along a run of one triangle its corners and their gradients stay in registers. */
      Corner a = corner(s, st, 3 * t, (real)y + (real)0.5), b = corner(s, st, 3 * t + 1, (real)y + (real)0.5);
      Corner c = corner(s, st, 3 * t + 2, (real)y + (real)0.5);
      real loss = 0;
      for (; x < size && ids[x] == t; x++) {
        const real *target = targets + 4 * (y * size + x);
        if (target[3] != 0) loss += add_pixel(s, st, &a, &b, &c, (real)x + (real)0.5, target, factor * target[3]);
      }
      st->loss += 0.5 * loss;
      give_back(st, &a);
      give_back(st, &b);
      give_back(st, &c);
    }
  }
}

void step_texture(const Scene *s, State *st) {
  const int count = 4 * s->n.texture_size * s->n.texture_size;
  const real b1 = (real)0.9, b2 = (real)0.99, rate = 0, epsilon = (real)1e-8;
  real *restrict x = s->texture, *restrict m = st->mean, *restrict v = st->variance;
  const real *restrict g = st->grad_texture;
  for (int i = 0; i < count; i++) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    x[i] -= rate * m[i] / (sqrt(v[i]) + epsilon);
  }
}

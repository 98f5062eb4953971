/*
 * inner-iteration SCENE GRADIENTS: answers each line on stdin, the number of iterations to run, by the milliseconds of
 * each, separated by blanks; leaves loss, gradient on the parameters and on the texture of the last one in a file.
 */
#define _POSIX_C_SOURCE 200809L
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

enum { PARTS = 7 };
static const char *PART_NAMES[PARTS] = {"weights and skinning", "normals", "projection", "light", "rasteriser", "pixels", "Adam"};
static double part[PARTS];

static void iterate(const Scene *s, State *st) {
  double last = milliseconds();
#define TIMED(index, work) do { work; const double now = milliseconds(); part[index] += now - last; last = now; } while (0)
  const Sizes n = s->n;
  st->loss = 0;
  memset(st->gradient, 0, sizeof(double) * n.parameter_count);
  memset(st->grad_positions, 0, sizeof(real) * 3 * n.vertices);
  memset(st->grad_normals, 0, sizeof(real) * 3 * n.vertices);
  memset(st->grad_texture, 0, sizeof(real) * 4 * n.texture_size * n.texture_size);
  TIMED(0, bones_forward(s, st); mixtures_forward(s, st); skin_forward(s, st));
  TIMED(1, normals_forward(s, st));
  for (int view = 0; view < n.views; view++) {
    TIMED(2, project_forward(s, st, view));
    TIMED(4, rasterize(s, st));
    TIMED(3, light_forward(s, st, view));
    TIMED(5, compare_pixels(s, st, view));
    TIMED(2, project_backward(s, st, view));
    TIMED(3, light_backward(s, st, view));
  }
  TIMED(1, normals_backward(s, st));
  TIMED(0, skin_backward(s, st); mixtures_backward(s, st); bones_backward(s, st));
  TIMED(6, step_texture(s, st));
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "inner-iteration SCENE GRADIENTS\n");
    return 2;
  }
  const Scene scene = read_scene(arguments[1]);
  State state = new_state(&scene);
  char line[32];
  while (fgets(line, sizeof line, stdin)) {
    const int iterations = atoi(line);
    for (int i = 0; i < iterations; i++) {
      const double start = milliseconds();
      iterate(&scene, &state);
      printf("%s%.4f", i ? " " : "", milliseconds() - start);
    }
    FILE *file = fopen(arguments[2], "wb");
    if (!file) return 2;
    fwrite(&state.loss, sizeof(double), 1, file);
    fwrite(state.gradient, sizeof(double), scene.n.parameter_count, file);
    fwrite(state.grad_texture, sizeof(real), 4 * (size_t)scene.n.texture_size * scene.n.texture_size, file);
    fclose(file);
    printf("\n");
    fflush(stdout);
    if (getenv("PARTS")) for (int p = 0; p < PARTS; p++) fprintf(stderr, "%s %.3f\n", PART_NAMES[p], part[p] / iterations), part[p] = 0;
  }
  return 0;
}

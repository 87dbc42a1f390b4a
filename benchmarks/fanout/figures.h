/* What the loader measures with: the clock, what processes cost, and latencies. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what) {
    fprintf(stderr, "loader: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

/* Figures of processes: nanoseconds on a processor, nanoseconds waiting for one, kilobytes. */

struct cost { uint64_t cpu, waited, kb; };

static void add_process(const char *pid, struct cost *sum) {
    char path[300], text[200];
    unsigned long long cpu, waited, pages;
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *e; tasks && (e = readdir(tasks));) {
        if (e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%s/task/%.20s/schedstat", pid, e->d_name);
        FILE *f = fopen(path, "r");
        if (f && fgets(text, sizeof text, f) && sscanf(text, "%llu %llu", &cpu, &waited) == 2)
            sum->cpu += cpu, sum->waited += waited;
        if (f) fclose(f);
    }
    if (tasks) closedir(tasks);
    snprintf(path, sizeof path, "/proc/%s/statm", pid);
    FILE *f = fopen(path, "r");
    if (f && fscanf(f, "%*u %llu", &pages) == 1) sum->kb += pages * (sysconf(_SC_PAGESIZE) / 1024);
    if (f) fclose(f);
}

static struct cost cost_of(const char *pids) {
    struct cost sum = {0};
    char copy[200];
    snprintf(copy, sizeof copy, "%s", pids);
    for (char *pid = strtok(copy, ","); pid; pid = strtok(NULL, ",")) add_process(pid, &sum);
    return sum;
}

/* Latencies: 64 steps to the octave of microseconds. */

enum { BUCKETS = 64 * 32 };

static uint64_t histogram[BUCKETS];

static void note(uint64_t ns) {
    uint64_t us = ns / 1000 + 64;
    int octave = 63 - __builtin_clzll(us) - 6;
    int bucket = octave * 64 + (us >> octave) - 64;
    histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

static double quantile(double q) {
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < BUCKETS; i++) total += histogram[i];
    for (int i = 0; total && i < BUCKETS; i++)
        if ((seen += histogram[i]) >= q * total)
            return (((uint64_t)(i % 64 + 64) << (i / 64)) - 64) / 1000.0;
    return 0;
}

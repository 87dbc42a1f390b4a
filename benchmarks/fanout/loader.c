/* Many WebSocket clients and one publisher in one process: what is published carries its number and
 * time, and every client notes what it gets. Prints one line of JSON.
 *
 * Arguments are key=value: see `options`. A message is `@`, its number in 8 and its time in 16
 * hexadecimal digits, and padding; wherever in a frame that comes, it is found. Frames are walked,
 * payloads are not copied; whole messages must come once and in order, else they count as lost.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "figures.h"

enum { MARK = 25, CARRY = 4096, CHUNK = 1 << 18, RING = 1 << 16, DIALS = 128 };
enum phase { DIALLING, SHAKING, HELLO, LIVE, GONE };

static struct {
    int port, inlet, clients, stalled, outstanding, burst, size, opcode, chunk;
    double rate, seconds, warm, grace, hold;
    const char *path, *hello, *ready, *ping, *pong, *publish, *pids;
} o = {.clients = 100, .outstanding = 4, .burst = 1, .size = 200, .opcode = 1, .chunk = CHUNK, .seconds = 3, .warm = 1,
       .grace = 10, .path = "/", .hello = "", .ready = "", .ping = "", .pong = "", .publish = "raw",
       .pids = ""};

struct client {
    int fd, held;
    enum phase phase;
    uint32_t next;
    uint64_t rest; /* bytes of the frame at hand that are still to come */
    char *carry;   /* what could not be understood yet */
};

static struct client *all;
static int polling, timer, inlet = -1, ready_count, dialled, gone, awaited;
static uint32_t published, done, left[RING];
static uint64_t due, gap, began, ended, got, got_in, reads, lost, late, idle_ns;
static char chunk[CARRY + CHUNK];

/* Publishing. */

static int send_all(int fd, const char *text, size_t size) {
    while (size) {
        ssize_t n = send(fd, text, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return -1; /* the server is so far behind that nothing more goes */
        if (n < 0) die("send");
        text += n, size -= n;
    }
    return 0;
}

static void publish(uint64_t stamp, int count) {
    static char text[1 << 16], body[4096];
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        memset(body, '.', o.size);
        snprintf(body, sizeof body, "@%08x%016llx", published + i, (unsigned long long)stamp);
        body[MARK] = '.', body[o.size] = 0;
        left[(published + i) % RING] = o.clients - o.stalled - gone;
        if (*o.publish == 'h')
            n += sprintf(text + n, "POST /pub HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", o.size, body);
        else if (*o.publish == 'n')
            n += sprintf(text + n, "PUB room %d\r\n%s\r\n", o.size, body);
        else
            n += sprintf(text + n, "%s", body);
    }
    if (published - done + count >= RING || send_all(inlet, text, n)) return;
    published += count;
}

static int closing(void) { return ended != 0; }

static void publish_due(uint64_t time) {
    if (o.rate > 0)
        for (; !closing() && due <= time; due += gap) {
            if (time - due > 1000000) late++;
            publish(due, o.burst);
        }
    else
        while (!closing() && published - done <= (uint32_t)(o.outstanding - 1) * o.burst) publish(now(), o.burst);
}

/* What a client gets. */

static int hex(const char *text, int digits, uint64_t *value) {
    for (*value = 0; digits--; text++) {
        int c = *text, digit = c <= '9' ? c - '0' : c - 'a' + 10;
        if (digit < 0 || digit > 15) return -1;
        *value = *value << 4 | digit;
    }
    return 0;
}

static void message(struct client *c, const char *mark, uint64_t time) {
    uint64_t number, stamp;
    if (hex(mark + 1, 8, &number) || hex(mark + 9, 16, &stamp)) return;
    if (number != c->next) lost++;
    c->next = number + 1;
    got++;
    if (began && !ended) got_in++, note(time - stamp);
    if (--left[number % RING] == 0) done++;
}

static void answer(struct client *c, int opcode, const char *text, size_t size) {
    char frame[8 + 4096] = {0x80 | opcode};
    size_t head = size < 126 ? 2 : 4; /* the mask is zero: the text stays as it is */
    frame[1] = 0x80 | (size < 126 ? size : 126);
    if (size > 125) frame[2] = size >> 8, frame[3] = size & 255;
    memcpy(frame + head + 4, text, size);
    if (send_all(c->fd, frame, head + 4 + size)) die("a client cannot send");
}

static void say_hello(struct client *c) {
    char copy[4096];
    snprintf(copy, sizeof copy, "%s", o.hello);
    for (char *text = strtok(copy, "\x1e"); text; text = strtok(NULL, "\x1e")) answer(c, o.opcode, text, strlen(text));
}

static void live(struct client *c) {
    c->phase = LIVE;
    ready_count++;
    if (c - all < o.stalled && epoll_ctl(polling, EPOLL_CTL_DEL, c->fd, NULL)) die("epoll_ctl");
}

static int control(struct client *c, int opcode, const char *text, size_t size) {
    size_t length = strlen(o.ping);
    if (opcode == 9) answer(c, 10, text, size);
    else if (opcode == 8) return -1;
    else if (length && size == length && !memcmp(text, o.ping, length)) answer(c, o.opcode, o.pong, strlen(o.pong));
    else return 1;
    return 0;
}

/* A frame's head, and the whole frame where it is short or nothing is live yet. The bytes taken. */
static size_t head(struct client *c, const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    size_t size, skip = 2;
    if (n < 2) return 0;
    size = u[1] & 127;
    if (size == 126) skip = 4;
    if (size == 127) skip = 10;
    if (n < skip) return 0;
    if (skip > 2) for (size_t i = 2 + (size = 0); i < skip; i++) size = size << 8 | u[i];
    if (size < 126 || c->phase != LIVE) {
        if (n < skip + size) return 0;
        int other = control(c, u[0] & 15, p + skip, size);
        if (other < 0) { c->phase = GONE; return n; }
        if (c->phase != LIVE && memmem(p + skip, size, o.ready, strlen(o.ready))) live(c);
        if (c->phase != LIVE || !other) return skip + size;
    }
    c->rest = size;
    return skip;
}

/* As much of a payload as is there. The bytes taken: fewer where a mark is cut. */
static size_t payload(struct client *c, const char *p, size_t n, uint64_t time) {
    size_t size = n < c->rest ? n : c->rest;
    const char *end = p + size, *at = p, *mark;
    while ((mark = memchr(at, '@', end - at))) {
        if (end - mark < MARK) {
            if (size < c->rest) size = mark - p;
            break;
        }
        message(c, mark, time);
        at = mark + MARK;
    }
    c->rest -= size;
    return size;
}

static size_t consume(struct client *c, const char *p, size_t n, uint64_t time) {
    size_t used = 0, took;
    if (c->phase == SHAKING) {
        const char *end = memmem(p, n, "\r\n\r\n", 4);
        if (!end) return 0;
        if (!memmem(p, 16, " 101 ", 5)) { fprintf(stderr, "loader: %.*s\n", (int)n, p); exit(1); }
        used = end + 4 - p;
        c->phase = HELLO;
        say_hello(c);
        if (!*o.ready) live(c);
    }
    while (used < n) {
        took = c->rest ? payload(c, p + used, n - used, time) : head(c, p + used, n - used);
        if (!took) break;
        used += took;
    }
    return used;
}

static void bye(struct client *c) {
    if (c->phase != LIVE && c->phase != GONE) die("a client was turned away");
    gone++;
    c->phase = GONE;
    epoll_ctl(polling, EPOLL_CTL_DEL, c->fd, NULL);
    close(c->fd);
}

static void read_client(struct client *c, uint64_t time) {
    char *start = chunk + CARRY - c->held;
    ssize_t n = recv(c->fd, chunk + CARRY, o.chunk, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { bye(c); return; }
    if (began && !ended) reads++;
    memcpy(start, c->carry, c->held);
    size_t size = c->held + n, used = consume(c, start, size, time);
    if (size - used > CARRY) { fprintf(stderr, "loader: a frame before the start is too long\n"); exit(1); }
    c->held = size - used;
    memcpy(c->carry, start + used, c->held);
    if (c->phase == GONE) bye(c);
}

/* Connecting. */

static int dial(int port, int waits) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct linger hard = {1, 0}; /* reset, so that no port is left waiting */
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | (waits ? 0 : SOCK_NONBLOCK), 0);
    if (fd < 0) die("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    if (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
    if (waits) fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void shake(struct client *c) {
    char text[1000];
    int n = snprintf(text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", o.path, o.port);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (send_all(c->fd, text, n)) die("the handshake cannot be sent");
    epoll_ctl(polling, EPOLL_CTL_MOD, c->fd, &event);
    c->phase = SHAKING;
}

static void dial_more(int upto) {
    for (; dialled < upto && dialled - ready_count < DIALS; dialled++) {
        struct client *c = all + dialled;
        struct epoll_event event = {.events = EPOLLOUT, .data.ptr = c};
        c->fd = dial(o.port, 0);
        c->carry = malloc(CARRY);
        if (epoll_ctl(polling, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
    }
}

/* One turn: everything that can be read is, and what is due is published. */
static void turn(int patience) {
    static struct epoll_event events[512];
    static char answers[CHUNK];
    uint64_t start = now();
    int n = epoll_wait(polling, events, 512, patience);
    if (n == 0 && began && !ended) idle_ns += now() - start;
    for (int i = 0; i < n; i++) {
        struct client *c = events[i].data.ptr;
        uint64_t time = now();
        if (!c) { if (read(timer, answers, 8) < 0 && errno != EAGAIN) die("timer"); }
        else if (c == (void *)&inlet) { if (recv(inlet, answers, sizeof answers, 0) == 0) die("the inlet was closed"); }
        else if (c->phase == DIALLING) shake(c);
        else read_client(c, time);
        if (due && time >= due) publish_due(time);
    }
    if (due || (o.rate <= 0 && awaited)) publish_due(now());
}

static void connect_clients(int upto) {
    uint64_t limit = now() + 120ull * 1000000000;
    while (ready_count < upto) {
        dial_more(upto);
        turn(100);
        if (now() > limit) { fprintf(stderr, "loader: only %d of %d clients are in\n", ready_count, upto); exit(1); }
    }
}

/* While it is measured the loader never sleeps: to wake a sleeping reader costs the sender about as
 * much as the sending, which would be put down to whichever server is slow enough to let it sleep. */
static void spend(double seconds) {
    for (uint64_t end = now() + seconds * 1e9; now() < end;) turn(awaited ? 0 : 50);
}

static void open_inlet(void) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &inlet};
    const char *greeting = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";
    inlet = dial(o.inlet, 1);
    if (*o.publish == 'n' && send_all(inlet, greeting, strlen(greeting))) die("nats");
    if (epoll_ctl(polling, EPOLL_CTL_ADD, inlet, &event)) die("epoll_ctl");
    if (o.rate > 0) {
        gap = 1e9 * o.burst / o.rate;
        due = now() + gap;
        struct itimerspec every = {{gap / 1000000000, gap % 1000000000}, {0, gap % 1000000000 + 1}};
        timerfd_settime(timer, 0, &every, NULL);
    }
    awaited = 1;
}

static void options(int count, char **texts) {
    struct { const char *key; int *number; double *real; const char **text; } known[] = {
        {"port", &o.port}, {"inlet", &o.inlet}, {"clients", &o.clients}, {"stalled", &o.stalled},
        {"outstanding", &o.outstanding}, {"burst", &o.burst}, {"size", &o.size}, {"opcode", &o.opcode},
        {"chunk", &o.chunk},
        {"rate", .real = &o.rate}, {"seconds", .real = &o.seconds}, {"warm", .real = &o.warm},
        {"grace", .real = &o.grace}, {"hold", .real = &o.hold}, {"path", .text = &o.path}, {"hello", .text = &o.hello},
        {"ready", .text = &o.ready}, {"ping", .text = &o.ping}, {"pong", .text = &o.pong},
        {"publish", .text = &o.publish}, {"pids", .text = &o.pids},
    };
    for (int i = 1; i < count; i++) {
        char *value = strchr(texts[i], '=');
        size_t k, kinds = sizeof known / sizeof *known;
        if (!value) errno = EINVAL, die(texts[i]);
        *value++ = 0;
        for (k = 0; k < kinds && strcmp(known[k].key, texts[i]); k++) {}
        if (k == kinds) errno = EINVAL, die(texts[i]);
        if (known[k].number) *known[k].number = atoi(value);
        if (known[k].real) *known[k].real = atof(value);
        if (known[k].text) *known[k].text = value;
    }
}

/* Memory of idle clients: the first tenth brings what is made once. */
static void idle(void) {
    int first = o.clients / 10;
    connect_clients(first);
    spend(o.hold);
    struct cost before = cost_of(o.pids);
    connect_clients(o.clients);
    spend(o.hold);
    struct cost after = cost_of(o.pids);
    printf("{\"kb\": %.2f}\n", ((double)after.kb - before.kb) / (o.clients - first));
}

static void measure(void) {
    connect_clients(o.clients);
    spend(0.3);
    open_inlet();
    spend(o.warm);
    struct cost before = cost_of(o.pids), mine = cost_of("self");
    uint32_t first = published, behind;
    began = now();
    spend(o.seconds / 2);
    uint64_t middle_kb = cost_of(o.pids).kb;
    spend(o.seconds / 2);
    ended = now();
    struct cost after = cost_of(o.pids), mine_after = cost_of("self");
    behind = published - done;
    uint32_t in_window = published - first;
    for (uint64_t limit = now() + o.grace * 1e9; done < published && !gone && now() < limit;) turn(10);
    double wall = ended - began, cpu = after.cpu - before.cpu;
    printf("{\"rate\": %.1f, \"us\": %.4f, \"core\": %.4f, \"server_waited\": %.4f, \"loader_waited\": %.4f, "
           "\"loader_idle\": %.4f, \"messages\": %u, \"behind\": %u, \"joined\": %.2f, \"late\": %llu, "
           "\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f, \"lost\": %llu, \"missing\": %u, \"gone\": %d, "
           "\"kb_before\": %llu, \"kb_middle\": %llu, \"kb_after\": %llu}\n",
           got_in / wall * 1e9, got_in ? cpu / got_in / 1000 : 0, cpu / wall, (after.waited - before.waited) / wall,
           (mine_after.waited - mine.waited) / wall, idle_ns / wall, in_window, behind,
           reads ? (double)got_in / reads : 0, (unsigned long long)late, quantile(.5), quantile(.99), quantile(.999),
           (unsigned long long)lost, published - done, gone, (unsigned long long)before.kb,
           (unsigned long long)middle_kb, (unsigned long long)after.kb);
}

int main(int count, char **texts) {
    options(count, texts);
    all = calloc(o.clients, sizeof *all);
    polling = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (!all || polling < 0 || timer < 0 || epoll_ctl(polling, EPOLL_CTL_ADD, timer, &event)) die("start");
    if (o.hold > 0) idle();
    else measure();
    fflush(stdout);
    _exit(0); /* sockets are reset at once */
}

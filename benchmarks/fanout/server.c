/* The floor: an epoll loop that sends each message as a WebSocket frame to each client, at once.
 *
 * Prints the port of the clients and that of the inlet. Everything beyond sending is left out:
 * the handshake has one known answer, what clients say is not read, and there are no rooms,
 * positions or memory. What a client's network does not take waits in a buffer of its own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum kind { CLIENTS, INLET, CLIENT, PUBLISHER };

struct peer {
    int fd, place, blocked;
    enum kind kind;
    char *waiting;
    size_t size;
};

static const char ANSWER[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static struct peer **clients;
static int polling, count;

static void die(const char *what) {
    fprintf(stderr, "server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static struct peer *add(int fd, enum kind kind) {
    struct peer *peer = calloc(1, sizeof *peer);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    *peer = (struct peer){.fd = fd, .kind = kind, .place = -1};
    if (epoll_ctl(polling, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
    return peer;
}

static int listen_on_any_port(enum kind kind) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (void *)&at, size) || listen(fd, 1024) || getsockname(fd, (void *)&at, &size))
        die("listen");
    add(fd, kind);
    return ntohs(at.sin_port);
}

static void bye(struct peer *peer) {
    if (peer->place >= 0) {
        clients[peer->place] = clients[--count];
        clients[peer->place]->place = peer->place;
    }
    close(peer->fd);
    free(peer->waiting);
    free(peer);
}

static void keep(struct peer *peer, const char *text, size_t size) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = peer};
    peer->waiting = realloc(peer->waiting, peer->size + size);
    memcpy(peer->waiting + peer->size, text, size);
    peer->size += size;
    if (!peer->blocked++) epoll_ctl(polling, EPOLL_CTL_MOD, peer->fd, &event);
}

static void send_to(struct peer *peer, const char *text, size_t size) {
    ssize_t n = peer->size ? 0 : send(peer->fd, text, size, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return; /* it is about to be found out when read */
    if (n < 0) n = 0;
    if ((size_t)n < size) keep(peer, text + n, size - n);
}

static void writable(struct peer *peer) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    ssize_t n = send(peer->fd, peer->waiting, peer->size, MSG_NOSIGNAL);
    if (n <= 0) return;
    memmove(peer->waiting, peer->waiting + n, peer->size -= n);
    if (!peer->size) peer->blocked = 0, epoll_ctl(polling, EPOLL_CTL_MOD, peer->fd, &event);
}

static void broadcast(const char *text, size_t size) {
    static char frame[4 + 65536];
    size_t head = size < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    frame[1] = size < 126 ? size : 126;
    if (size > 125) frame[2] = size >> 8, frame[3] = size & 255;
    memcpy(frame + head, text, size);
    for (int i = 0; i < count; i++) send_to(clients[i], frame, head + size);
}

static void readable(struct peer *peer, size_t size) {
    static char text[1 << 16];
    static size_t held;
    if (peer->kind <= INLET) {
        int one = 1, fd = accept4(peer->fd, NULL, NULL, SOCK_NONBLOCK);
        if (fd < 0) return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        add(fd, peer->kind + 2);
        return;
    }
    size_t start = peer->kind == PUBLISHER ? held : 0;
    ssize_t n = recv(peer->fd, text + start, sizeof text - start, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) { bye(peer); return; }
    if (peer->kind == CLIENT) {
        if (peer->place >= 0) return;
        clients[peer->place = count++] = peer;
        send_to(peer, ANSWER, strlen(ANSWER));
        return;
    }
    size_t there = held + n, used = 0;
    for (; there - used >= size; used += size) broadcast(text + used, size);
    memmove(text, text + used, held = there - used);
}

int main(int arguments, char **texts) {
    static struct epoll_event events[512];
    size_t size = arguments > 1 ? atoi(texts[1]) : 200;
    polling = epoll_create1(0);
    clients = calloc(1 << 16, sizeof *clients);
    printf("%d %d\n", listen_on_any_port(CLIENTS), listen_on_any_port(INLET));
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(polling, events, 512, -1);
        for (int i = 0; i < n; i++) {
            struct peer *peer = events[i].data.ptr;
            if (events[i].events & EPOLLOUT) writable(peer);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(peer, size);
        }
    }
}

/* Stands between the program and the system (LD_PRELOAD), for the tests of faults.
 *
 * Every call that changes something in one directory (HOIST_SHIM_DIR), and what goes to standard output,
 * is counted from 1 and written to a trace (HOIST_SHIM_TRACE). At the n-th call it can fail, be killed, or
 * stop until it is continued:
 *
 *   HOIST_SHIM_FAIL=n:errno:times:half   n-th call and the next times-1 answer with errno; half: a write first
 *                                        writes half of its bytes, as a disk that fills
 *   HOIST_SHIM_KILL=n:before|half|after  SIGKILL; 0:said after the first words on standard output
 *   HOIST_SHIM_STOP=n                    SIGSTOP before it
 *   HOIST_SHIM_PLANT=lazy                planted defect: the log of a database is written only when it is read or
 *                                        the program ends, so that a commit is acknowledged before it is written
 *   HOIST_SHIM_PLANT=blind               planted defect: after HOIST_SHIM_STOP a file is said to be as it was
 *
 * The calls themselves go to the kernel directly, so that nothing here depends on what else is loaded.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { WRITE = 1, TRUNCATE, SYNC, SYNC_DIR, NAMES, SAID, OPEN, UNLINK, RENAME, FAILED = 64 };

struct head {
  uint32_t kind, pid;
  uint64_t inode, offset, length;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char dir[4096];
static size_t dir_length;
static int trace = -1;
static long calls, fail_at, fail_errno, fail_times, fail_half, kill_at, stop_at;
static int kill_how, lazy, blind, armed, half_done;
static char *names;
static size_t names_length;

static void number(const char *name, long *a, long *b, long *c, long *d) {
  const char *text = getenv(name);
  if (text) sscanf(text, "%ld:%ld:%ld:%ld", a, b, c, d);
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("HOIST_SHIM_DIR");
  if (text && strlen(text) < sizeof dir) strcpy(dir, text);
  dir_length = strlen(dir);
  if ((text = getenv("HOIST_SHIM_TRACE")))
    trace = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  /* Out of the way of what the program opens. */
  if (trace >= 0) {
    int high = syscall(SYS_fcntl, trace, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, trace);
    trace = high;
  }
  number("HOIST_SHIM_FAIL", &fail_at, &fail_errno, &fail_times, &fail_half);
  number("HOIST_SHIM_STOP", &stop_at, &stop_at, &stop_at, &stop_at);
  text = getenv("HOIST_SHIM_KILL");
  if (text) {
    kill_at = atol(text);
    kill_how = strstr(text, ":half") ? 1 : strstr(text, ":after") ? 2 : strstr(text, ":said") ? 3 : 0;
  }
  text = getenv("HOIST_SHIM_PLANT");
  lazy = text && !strcmp(text, "lazy");
  blind = text && !strcmp(text, "blind");
}

static int inside(const char *path) {
  return dir_length && path && !strncmp(path, dir, dir_length) && (path[dir_length] == '/' || !path[dir_length]);
}

/* The name of an open file, and whether it lies in the directory. */
static int path_of(int fd, char *path, size_t room) {
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long got = syscall(SYS_readlinkat, AT_FDCWD, link, path, room - 1);
  if (got < 0) got = 0;
  path[got] = 0;
  return inside(path);
}

static int ends(const char *text, const char *with) {
  size_t a = strlen(text), b = strlen(with);
  return a >= b && !strcmp(text + a - b, with);
}

static void put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length) {
    long wrote = syscall(SYS_write, trace, at, length);
    if (wrote <= 0) return;
    at += wrote;
    length -= wrote;
  }
}

static void entry(uint32_t kind, uint64_t inode, uint64_t offset, uint64_t length, const void *bytes) {
  if (trace < 0) return;
  struct head head = {kind, (uint32_t)getpid(), inode, offset, length};
  size_t whole = sizeof head + (bytes ? length : 0);
  char *one = malloc(whole);
  if (!one) return;
  memcpy(one, &head, sizeof head);
  if (bytes) memcpy(one + sizeof head, bytes, length);
  put(one, whole);
  free(one);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Which files the directory holds, written down when that changed: also what was done without the C library. */
static void look(void) {
  if (trace < 0 || !dir_length) return;
  DIR *open = opendir(dir);
  if (!open) return;
  char *all[512];
  size_t count = 0, length = 0;
  struct dirent *each;
  while ((each = readdir(open)) && count < 512) {
    if (each->d_name[0] == '.' && (!each->d_name[1] || each->d_name[1] == '.')) continue;
    if (asprintf(&all[count], "%s\t%llu\n", each->d_name, (unsigned long long)each->d_ino) < 0) break;
    length += strlen(all[count++]);
  }
  closedir(open);
  qsort(all, count, sizeof *all, by_name);
  char *text = malloc(length + 1);
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    if (text) strcpy(text + at, all[i]);
    at += strlen(all[i]);
    free(all[i]);
  }
  if (!text) return;
  text[length] = 0;
  if (names && names_length == length && !memcmp(names, text, length)) {
    free(text);
    return;
  }
  free(names);
  names = text;
  names_length = length;
  entry(NAMES, 0, 0, length, text);
}

/* What is held back by the plant. */
struct held {
  struct held *next;
  int fd;
  off_t offset;
  size_t length;
  char bytes[];
};
static struct held *first, **last = &first;

static void let_go(void) {
  for (struct held *each = first, *next; each; each = next) {
    next = each->next;
    syscall(SYS_pwrite64, each->fd, each->bytes, each->length, each->offset);
    syscall(SYS_close, each->fd);
    free(each);
  }
  first = NULL;
  last = &first;
}

static void hold_back(int fd, const void *bytes, size_t length, off_t offset) {
  struct held *one = malloc(sizeof *one + length);
  if (!one) return;
  one->next = NULL;
  one->fd = syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 1000);
  one->offset = offset;
  one->length = length;
  memcpy(one->bytes, bytes, length);
  *last = one;
  last = &one->next;
}

static uint64_t inode_of(int fd) {
  struct stat stat;
  return syscall(SYS_fstat, fd, &stat) ? 0 : stat.st_ino;
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

/* Counts a call; whether it is to fail. The lock is held. */
static int turn(int may_fail) {
  look();
  calls++;
  if (stop_at && calls == stop_at) {
    syscall(SYS_kill, getpid(), SIGSTOP);
    /* Only when it is continued does it go on: a stop takes effect on the way back from the call. */
    armed = 1;
  }
  if (kill_at == calls && kill_how == 0) die();
  if (may_fail && fail_at && calls >= fail_at && calls < fail_at + fail_times) {
    errno = fail_errno;
    return 1;
  }
  return 0;
}

static void done(void) {
  if (kill_at == calls) die();
}

static long written(int fd, const void *bytes, size_t length, off_t offset, int placed) {
  char path[4096];
  int here = path_of(fd, path, sizeof path);
  if (!here && fd != STDOUT_FILENO)
    return placed ? syscall(SYS_pwrite64, fd, bytes, length, offset) : syscall(SYS_write, fd, bytes, length);
  pthread_mutex_lock(&lock);
  int fails = turn(here);
  long did = -1;
  int why = errno;
  if (here && !placed) offset = syscall(SYS_lseek, fd, 0L, SEEK_CUR);
  if (fails && fail_half && length > 1 && !half_done) {
    half_done = 1;
    fails = 0;
    length /= 2;
    fail_times++;
  }
  if (fails) {
    entry(FAILED | WRITE, inode_of(fd), offset, 0, NULL);
    errno = why;
  } else if (lazy && here && ends(path, "-wal")) {
    hold_back(fd, bytes, length, offset);
    did = length;
    entry(WRITE, inode_of(fd), offset, did, bytes);
  } else {
    if (kill_at == calls && kill_how == 1) length = length > 1 ? length / 2 : length;
    did = placed ? syscall(SYS_pwrite64, fd, bytes, length, offset) : syscall(SYS_write, fd, bytes, length);
    why = errno;
    if (did > 0) entry(here ? WRITE : SAID, here ? inode_of(fd) : 0, offset, did, bytes);
    errno = why;
  }
  why = errno;
  done();
  if (kill_how == 3 && !here && did > 0) die();
  errno = why;
  pthread_mutex_unlock(&lock);
  return did;
}

ssize_t write(int fd, const void *bytes, size_t length) { return written(fd, bytes, length, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return written(fd, bytes, length, at, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return written(fd, bytes, length, at, 1); }

static void before_reading(int fd) {
  if (!lazy || !first) return;
  char path[4096];
  if (!path_of(fd, path, sizeof path) || !ends(path, "-wal")) return;
  pthread_mutex_lock(&lock);
  let_go();
  pthread_mutex_unlock(&lock);
}

ssize_t read(int fd, void *bytes, size_t length) {
  before_reading(fd);
  return syscall(SYS_read, fd, bytes, length);
}
ssize_t pread(int fd, void *bytes, size_t length, off_t at) {
  before_reading(fd);
  return syscall(SYS_pread64, fd, bytes, length, at);
}
ssize_t pread64(int fd, void *bytes, size_t length, off_t at) { return pread(fd, bytes, length, at); }

int close(int fd) {
  if (fd == trace && trace >= 0) return 0;
  return syscall(SYS_close, fd);
}

static int truncated(int fd, off_t length) {
  char path[4096];
  if (!path_of(fd, path, sizeof path)) return syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  int did = -1;
  if (turn(1)) {
    int why = errno;
    entry(FAILED | TRUNCATE, inode_of(fd), length, 0, NULL);
    errno = why;
  } else {
    did = syscall(SYS_ftruncate, fd, length);
    int why = errno;
    if (!did) entry(TRUNCATE, inode_of(fd), length, 0, NULL);
    errno = why;
  }
  int why = errno;
  done();
  errno = why;
  pthread_mutex_unlock(&lock);
  return did;
}
int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

static int synced(int fd, long call) {
  char path[4096];
  if (!path_of(fd, path, sizeof path)) return syscall(call, fd);
  pthread_mutex_lock(&lock);
  struct stat stat;
  memset(&stat, 0, sizeof stat);
  syscall(SYS_fstat, fd, &stat);
  int kind = S_ISDIR(stat.st_mode) ? SYNC_DIR : SYNC;
  int did = -1;
  if (turn(1)) {
    int why = errno;
    entry(FAILED | kind, stat.st_ino, 0, 0, NULL);
    errno = why;
  } else {
    did = syscall(call, fd);
    int why = errno;
    if (!did) entry(kind, stat.st_ino, 0, 0, NULL);
    errno = why;
  }
  int why = errno;
  done();
  errno = why;
  pthread_mutex_unlock(&lock);
  return did;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int opened(int at, const char *path, int flags, mode_t mode) {
  /* What lies beside the desk is counted too, the shared memory aside: it is a cache. */
  if (!inside(path) || ends(path, "-shm")) return syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&lock);
  int fails = turn(1);
  int why = errno;
  int did = fails ? -1 : syscall(SYS_openat, at, path, flags, mode);
  if (!fails) why = errno;
  entry(fails ? FAILED | OPEN : OPEN, 0, 0, strlen(path), path);
  done();
  errno = why;
  pthread_mutex_unlock(&lock);
  return did;
}

#define OPENS(name)                                            \
  int name(const char *path, int flags, ...) {                 \
    va_list more;                                              \
    va_start(more, flags);                                     \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; \
    va_end(more);                                              \
    return opened(AT_FDCWD, path, flags, mode);                \
  }
OPENS(open)
OPENS(open64)

static int named(int kind, const char *path, const char *to) {
  if (!inside(path) && !(to && inside(to)))
    return to ? syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, to, 0) : syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (lazy && ends(path, "-wal")) {
    pthread_mutex_lock(&lock);
    let_go();
    pthread_mutex_unlock(&lock);
  }
  pthread_mutex_lock(&lock);
  int fails = turn(1);
  int why = errno;
  int did = -1;
  if (!fails) {
    did = to ? syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, to, 0) : syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    why = errno;
  }
  entry(fails ? FAILED | kind : kind, 0, 0, strlen(path), path);
  look();
  done();
  errno = why;
  pthread_mutex_unlock(&lock);
  return did;
}
int unlink(const char *path) { return named(UNLINK, path, NULL); }
int rename(const char *path, const char *to) { return named(RENAME, path, to); }

/* The blind plant: how a file stood when it was first asked about. */
struct seen {
  char path[512];
  struct stat stat;
  struct statx statx;
  int has_stat, has_statx;
};
static struct seen known[64];

static struct seen *remembered(const char *path) {
  for (int i = 0; i < 64; i++) {
    if (!strcmp(known[i].path, path)) return &known[i];
    if (!known[i].path[0] && strlen(path) < sizeof known[i].path) {
      strcpy(known[i].path, path);
      return &known[i];
    }
  }
  return NULL;
}

static int looked(const char *path, struct stat *to) {
  struct seen *seen = blind && inside(path) ? remembered(path) : NULL;
  if (seen && armed && seen->has_stat) {
    *to = seen->stat;
    return 0;
  }
  int did = syscall(SYS_newfstatat, AT_FDCWD, path, to, 0);
  if (seen && !did) {
    seen->stat = *to;
    seen->has_stat = 1;
  }
  return did;
}
int stat(const char *path, struct stat *to) { return looked(path, to); }
int stat64(const char *path, struct stat64 *to) { return looked(path, (struct stat *)to); }

int statx(int at, const char *path, int flags, unsigned mask, struct statx *to) {
  struct seen *seen = blind && inside(path) ? remembered(path) : NULL;
  if (seen && armed && seen->has_statx) {
    *to = seen->statx;
    return 0;
  }
  int did = syscall(SYS_statx, at, path, flags, mask, to);
  if (seen && !did) {
    seen->statx = *to;
    seen->has_statx = 1;
  }
  return did;
}

__attribute__((destructor)) static void end(void) {
  pthread_mutex_lock(&lock);
  let_go();
  look();
  pthread_mutex_unlock(&lock);
}

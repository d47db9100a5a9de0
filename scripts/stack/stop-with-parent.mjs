// Loaded before a service (`node --import`): ends it when whoever started it is gone, even if that
// one was killed and could say nothing. An orphan would keep its port and the database.
const startedBy = process.ppid;
setInterval(() => {
  if (process.ppid !== startedBy) process.kill(process.pid, 'SIGTERM');
}, 500).unref();

package fleet

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"wavetank/reports"
)

// largestMessage is what the embedded server takes: results of a unit of a large scenario.
const largestMessage = 8 << 20

// An embedded server keeps its queue in a folder.
type embedded struct {
	*server.Server
	invitation
	folder string
	lock   *os.File // that no other server keeps its queue there
}

// embed starts a server. One that was killed comes back under the same address, with the
// same token and queue, if its folder is still there.
func embed(folder, host string, port int, locked func(*os.File) bool) (*embedded, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	if !locked(lock) {
		lock.Close()
		return nil, fmt.Errorf("another coordinator keeps its queue in %s: one at a time, or choose another folder with --store", folder)
	}
	e, err := serve(folder, host, port)
	if err != nil {
		lock.Close()
		return nil, err
	}
	e.lock = lock
	return e, nil
}

// serve is embed in a folder that nobody else has.
func serve(folder, host string, port int) (*embedded, error) {
	old, err := invited(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the folder %s: %s is no invitation: %w", folder, address, err)
	}
	token := old.Token
	if token == "" {
		token = rand.Text()
	}
	if port == 0 {
		if port = portOf(old.URL); port == 0 {
			port = server.RANDOM_PORT
		}
	}
	s, err := server.NewServer(&server.Options{
		ServerName: "wavetank", Host: host, Port: port, Authorization: token, MaxPayload: largestMessage,
		JetStream: true, StoreDir: folder, NoSigs: true, NoLog: true,
	})
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, fmt.Errorf("no server can be started at %s:%d: is the port taken? Choose another with --listen HOST:PORT", host, port)
	}
	e := &embedded{s, invitation{s.ClientURL(), token}, folder, nil}
	text, err := json.Marshal(e.invitation)
	if err == nil {
		path := filepath.Join(folder, address)
		err = errors.Join(reports.WriteFile(path, func(w io.Writer) error { _, err := w.Write(text); return err }), os.Chmod(path, 0o600))
	}
	if err != nil {
		s.Shutdown()
		return nil, err
	}
	return e, nil
}

// largeResult is more than the result of a unit has, as a rule.
const largeResult = 2 << 20

// room finds out whether there is room for a result where the queue is kept: a server that
// has none falls silent.
func (e *embedded) room() error {
	probe := filepath.Join(e.folder, "room")
	return errors.Join(os.WriteFile(probe, make([]byte, largeResult), 0o600), os.Remove(probe))
}

// stop ends the server, and waits until its files are closed.
func (e *embedded) stop() {
	e.Shutdown()
	e.WaitForShutdown()
	e.lock.Close()
}

package fleet

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

func TestAQueueThatCannotBeKeptEndsTheCampaign(t *testing.T) {
	k := begin(t, Link{})
	if err := os.RemoveAll(k.link.Folder); err != nil {
		t.Fatal(err)
	}
	_, err := k.Evaluate(t.Context(), scenarios.Task{Scenario: scenario(t, 20), Seeds: []uint64{1}})
	if err == nil || !strings.Contains(err.Error(), "the server cannot keep its queue") {
		t.Error(err)
	}
}

// foreign starts a server that is not the fleet's, with small messages.
func foreign(t *testing.T, folder string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: folder, NoSigs: true, NoLog: true, MaxPayload: 16 << 10, Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	if s.Start(); !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("no server")
	}
	return s
}

// TestAServerThatGoesAwayCostsTime restarts a server in the middle of a campaign, after a
// while that WAVETANK_AWAY=1m makes longer. Results are larger than its messages, so that
// they come in parts.
func TestAServerThatGoesAwayCostsTime(t *testing.T) {
	while := 700 * time.Millisecond // longer than it takes until a client tries again
	if text := os.Getenv("WAVETANK_AWAY"); text != "" {
		while = must(time.ParseDuration(text))
	}
	s, folder := scenario(t, 20), t.TempDir()
	away := foreign(t, folder, server.RANDOM_PORT)
	url := away.ClientURL()
	k := begin(t, Link{URL: strings.Replace(url, "://", "://u:p@", 1)})
	var once sync.Once
	var restarted *server.Server
	k.join(t, func(ctx context.Context, s *scenarios.Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error) {
		if seed == 5 {
			once.Do(func() {
				away.Shutdown()
				away.WaitForShutdown()
				time.Sleep(while)
				restarted = foreign(t, folder, portOf(url))
			})
		}
		return scenarios.Run(ctx, s, variant, seed, limits)
	})
	if got, want := digests(t, s, k.Evaluate, 3), digests(t, s, nil, 1); got != want {
		t.Errorf("with a server that went away:\n%s\nby one process:\n%s", got, want)
	}
	if restarted == nil {
		t.Fatal("the server never went away")
	}
	k.Close(true)
	restarted.Shutdown()
}

package fleet

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"wavetank/scenarios/campaign"
)

var kills = flag.Int("kills", 5, "how often processes of each campaign are killed, of which the long campaign has 20")

// patience is how long a campaign may take once nobody is killed any more.
const patience = 4 * time.Minute

// serving is the variable by which this program is a server, and nothing else: PORT FOLDER.
const serving = "WAVETANK_TEST_SERVER"

// serveAlone is a server that is not the coordinator's, until it is killed.
func serveAlone(at string) {
	port, folder, _ := strings.Cut(at, " ")
	n, err := strconv.Atoi(port)
	if err != nil {
		panic(err)
	}
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: n, JetStream: true, StoreDir: folder, NoSigs: true, NoLog: true, Username: "u", Password: "p"})
	if err != nil {
		panic(err)
	}
	s.Start()
	select {}
}

// freePort returns a port that nobody listens to now.
func freePort(t *testing.T) int {
	t.Helper()
	s := foreign(t, t.TempDir(), server.RANDOM_PORT)
	u, err := url.Parse(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	s.Shutdown()
	s.WaitForShutdown()
	return portOf(u.String())
}

// A troupe is the processes of a campaign, each of which comes back when it was killed.
type troupe struct {
	site
	args  []string // of the command
	at    []string // leads to the server
	roles map[string]*exec.Cmd
	told  map[string]fmt.Stringer
	ended chan error // of the present coordinator
	self  string     // "": the server is within the coordinator
	port  int
}

// enter starts a process, again.
func (x *troupe) enter(role string) {
	x.Helper()
	switch role {
	case "server":
		c := exec.CommandContext(x.Context(), x.self)
		c.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s", serving, x.port, filepath.Join(x.dir, "queue")))
		if err := c.Start(); err != nil {
			x.Fatal(err)
		}
		x.Cleanup(func() { kill(c) })
		x.roles[role] = c
	case "worker":
		x.roles[role], x.told[role] = x.start(append([]string{"fleet", "work", "--jobs", "1"}, x.at...)...)
	default:
		c, told := x.start(append(append([]string{"fleet", "run"}, x.at...), append(x.args, "--ledger", "l", "--out", "fleet")...)...)
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		x.roles[role], x.told[role], x.ended = c, told, ended
	}
}

// die kills a process.
func (x *troupe) die(role string) {
	x.roles[role].Process.Kill()
	if role == "coordinator" {
		<-x.ended
		return
	}
	x.roles[role].Process.Wait()
}

// TestKillsLoseNothing kills coordinator, worker and server at random instants, and has the
// campaign end by itself, with each unit counted once.
func TestKillsLoseNothing(t *testing.T) {
	path := program(t)
	for i, c := range []struct {
		name, file string
		args       []string
		units      int  // seeds of all works
		apart      bool // the server is a process of its own
	}{
		{"compare", "comparison.json", []string{"compare", "pair.toml", "--seeds", fmt.Sprint(30 + 6**kills)}, 30 + 6**kills, false},
		{"hunt", "", []string{"hunt", "vain.toml", "--json", "--seeds", fmt.Sprint(64 + 32**kills)}, 64 + 32**kills, false},
		{"hunt by a server apart", "", []string{"hunt", "vain.toml", "--json", "--seeds", fmt.Sprint(64 + 32**kills)}, 64 + 32**kills, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := &troupe{site: site{t, path, t.TempDir()}, args: c.args, roles: make(map[string]*exec.Cmd), told: make(map[string]fmt.Stringer)}
			vain := strings.Replace(seldom, "at_most = 4", "at_most = 400", 1)
			if err := errors.Join(os.WriteFile(filepath.Join(x.dir, "pair.toml"), []byte(pair), 0o644), os.WriteFile(filepath.Join(x.dir, "vain.toml"), []byte(vain), 0o644)); err != nil {
				t.Fatal(err)
			}
			roles := []string{"coordinator", "worker"}
			if c.apart {
				self, err := os.Executable()
				if err != nil {
					t.Fatal(err)
				}
				x.self, x.port = self, freePort(t)
				x.at, roles = []string{"--nats", fmt.Sprintf("nats://u:p@127.0.0.1:%d", x.port)}, []string{"server", "coordinator", "worker"}
			}
			for _, role := range roles {
				if x.enter(role); role == "coordinator" {
					x.await(x.lead(), x.ended)
				}
			}
			x.killed(rand.New(rand.NewPCG(18, uint64(i))), roles)
			x.end()
			x.compare(c.file, c.units)
		})
	}
}

// lead is for how many units the others wait: -1 is not even for the coordinator, as they
// know the server without it.
func (x *troupe) lead() int {
	if x.self == "" {
		return 0
	}
	return -1
}

// killed kills the troupe so many times, or until there is nothing more to do.
func (x *troupe) killed(luck *rand.Rand, roles []string) {
	count := make(map[string]int)
	for i := range *kills {
		role := roles[i%len(roles)] // each gets its turn, at an instant of chance
		select {
		case err := <-x.ended:
			if err != nil {
				x.Fatalf("the campaign has ended, %v, after %d kills: %s", err, i, x.told["coordinator"])
			}
			x.Logf("all is done after %d kills", i)
			x.ended <- nil
			return
		case <-time.After(time.Duration(luck.IntN(500)) * time.Millisecond):
		}
		x.die(role)
		x.enter(role)
		count[role]++
	}
	x.Logf("killed: %v", count)
}

// end waits until the campaign has ended by itself.
func (x *troupe) end() {
	select {
	case err := <-x.ended:
		if err == nil {
			return
		}
		x.Errorf("the campaign ends with %v", err)
	case <-time.After(patience):
		x.Errorf("the campaign does not end in %v", patience)
	}
	for role, told := range x.told {
		x.roles[role].Process.Kill()
		x.Logf("the %s: %s", role, told)
	}
	x.FailNow()
}

// compare holds what came of it against one process, and counts the units.
func (x *troupe) compare(file string, units int) {
	l, err := campaign.Read(filepath.Join(x.dir, "l"))
	if err != nil {
		x.Fatal(err)
	}
	defer l.Close()
	if l.Seeds() != units {
		x.Errorf("the ledger has %d units, want %d", l.Seeds(), units)
	}
	one := exec.CommandContext(x.Context(), x.program, append(x.args, "--out", "one")...)
	one.Dir = x.dir
	want, err := one.Output()
	if err != nil {
		x.Fatal(err)
	}
	again := exec.CommandContext(x.Context(), x.program, append(x.args, "--ledger", "l", "--out", "again")...)
	again.Dir = x.dir
	if got, err := again.Output(); err != nil || file == "" && string(got) != string(want) {
		x.Errorf("%v: from the ledger of the fleet comes\n%s\nand from one process\n%s", err, got, want)
	}
	if file != "" && x.read("fleet", file) != x.read("one", file) {
		x.Error("the fleet came to something else")
	}
}

package nodes_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// TestAJournalWriterKeepsWhatItSaidIsWritten has processes write and be killed, the
// disk be full and the node crash: what is left is a prefix of what was handed in,
// with all in it that the writer said was written, if it is not async.
func TestAJournalWriterKeepsWhatItSaidIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sim.New(sim.Config{Seed: rapid.Uint64().Draw(t, "seed")})
		defer w.Close()
		async := rapid.Bool().Draw(t, "async")
		var writer *nodes.JournalWriter
		var found [][]byte
		n := nodes.NewNode(net.New(w, nil), "n", func(n *nodes.Node) { writer, found = nodes.OpenJournalWriter(n, "log", async) })
		n.Disk = nodes.NewDisk(n.Owner(), slowDisk())
		n.Boot()
		handed, told := 0, 0
		record := func(i int) []byte { return fmt.Appendf(nil, "record %d", i) }
		for range rapid.IntRange(1, 4).Draw(t, "boots") {
			for range rapid.IntRange(0, 12).Draw(t, "steps") {
				mine := handed
				done := func() {
					if told != mine {
						t.Fatalf("record %d is told after %d others", mine, told)
					}
					told++
				}
				switch rapid.IntRange(0, 5).Draw(t, "step") {
				case 0:
					undo := n.Disk.Fill()
					w.After(time.Duration(rapid.IntRange(0, 300).Draw(t, "full"))*ms, w.Owner("tester"), sim.Func(undo))
				case 1:
					writer.Rewrite(func() [][]byte {
						all := make([][]byte, told)
						for i := range all {
							all[i] = record(i)
						}
						return all
					})
				case 2:
					p := n.Go(func(p *sim.Proc) { writer.WriteAndWait(p, record(mine), done) })
					handed++
					pass(t, w, 0)
					p.Kill()
				default:
					n.Go(func(p *sim.Proc) { writer.WriteAndWait(p, record(mine), done) })
					handed++
				}
				pass(t, w, time.Duration(rapid.IntRange(0, 15).Draw(t, "later"))*ms)
			}
			n.Crash(true)()
			for i, r := range found {
				if string(r) != string(record(i)) {
					t.Fatalf("record %d is %q", i, r)
				}
			}
			if len(found) < told && !async || len(found) > handed {
				t.Fatalf("%d records are left; %d were handed in and %d were told to be there", len(found), handed, told)
			}
			handed, told = len(found), len(found)
		}
	})
}

func TestACrashTakesWhatALaxScribeSaidIsThere(t *testing.T) {
	for _, async := range []bool{true, false} {
		told, left := 0, 0
		for seed := range uint64(20) {
			w := sim.New(sim.Config{Seed: seed})
			var found [][]byte
			n := nodes.NewNode(net.New(w, nil), "n", func(n *nodes.Node) {
				var writer *nodes.JournalWriter
				if writer, found = nodes.OpenJournalWriter(n, "log", async); w.Now() == 0 {
					writer.Write([]byte("record"), func() { told++ })
				}
			})
			n.Disk = nodes.NewDisk(n.Owner(), slowDisk())
			n.Boot()
			pass(t, w, 5*ms) // written, and not synced
			n.Crash(true)()
			left += len(found)
			w.Close()
		}
		if async && (told != 20 || left == 20) || !async && told != 0 {
			t.Errorf("async %v: %d records were told to be there, %d are left", async, told, left)
		}
	}
}

func TestAScribeSyncsOnceForThoseWhoWait(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	var writer *nodes.JournalWriter
	n := nodes.NewNode(net.New(w, nil), "n", func(n *nodes.Node) { writer, _ = nodes.OpenJournalWriter(n, "log", false) })
	n.Disk = nodes.NewDisk(n.Owner(), slowDisk())
	n.Boot()
	told := 0
	for range 100 {
		n.Go(func(p *sim.Proc) { writer.WriteAndWait(p, []byte("record"), func() { told++ }) })
	}
	pass(t, w, time.Second)
	if got := n.Disk.Operations(); told != 100 || got > 4 {
		t.Errorf("%d of 100 records took %d operations of the disk", told, got)
	}
}

package fleet

import (
	"os"
	"path/filepath"
	"testing"

	"wavetank/cmd/store"
)

// TestMergeFillsADatabaseWithWhoMadeWhat has two processes make a shard each.
func TestMergeFillsADatabaseWithWhoMadeWhat(t *testing.T) {
	s := site{t, program(t), t.TempDir()}
	if err := os.WriteFile(filepath.Join(s.dir, "pair.toml"), []byte(pair), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"compare", "pair.toml", "--seeds", "4", "--shard", "1/2", "--ledger", "a.l"},
		{"compare", "pair.toml", "--seeds", "4", "--shard", "2/2", "--ledger", "b.l"},
		{"merge", "a.l", "b.l", "--out", "all", "--db", "all.db"},
	} {
		c, told := s.start(args...)
		if c.Wait(); c.ProcessState.ExitCode() != 0 && c.ProcessState.ExitCode() != 5 {
			t.Fatal(told)
		}
	}
	db, err := store.Open(filepath.Join(s.dir, "all.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var machines, seeds, runs int
	if err := db.QueryRow("SELECT count(DISTINCT machine), sum(seeds) FROM units").Scan(&machines, &seeds); err != nil || machines != 2 || seeds != 4 {
		t.Errorf("%v: %d seeds of %d machines, want 4 of 2", err, seeds, machines)
	}
	if err := db.QueryRow("SELECT count(*) FROM runs").Scan(&runs); err != nil || runs != 8 {
		t.Errorf("%v: %d runs, want 8", err, runs)
	}
}

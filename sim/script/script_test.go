package script

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlayWritesWhatCame plays a script that is not written yet, and then the one
// that was.
func TestPlayWritesWhatCame(t *testing.T) {
	name := filepath.Join(t.TempDir(), "count.txt")
	if err := os.WriteFile(name, []byte("# A story.\none\n    stale\n\none\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	stage := func(*testing.T) func(string) string {
		said := ""
		return func(command string) string { said += command + " "; return said + "\nend" }
	}
	defer func(before bool) { *update = before }(*update)
	*update = true
	Play(t, filepath.Dir(name), stage)
	got, err := os.ReadFile(name)
	if want := "# A story.\none\n    one\n    end\n\none\n    one one\n    end\n"; err != nil || string(got) != want {
		t.Fatalf("%v: wrote\n%s", err, got)
	}
	*update = false
	Play(t, filepath.Dir(name), stage)
}

func TestADifferenceIsFound(t *testing.T) {
	got := difference("a\nb\nc\n", "a\nx\nc\n")
	if !strings.HasPrefix(got, "from line 2 on it is\nx\nc\n") || !strings.Contains(got, "and was\nb\nc") {
		t.Errorf("it says %s", got)
	}
}

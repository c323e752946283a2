package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

const arrays = "../fleet/arrays/"

func TestTheSlurmArrayMakesItsPart(t *testing.T) {
	bash, err := exec.LookPath("bash")
	self, failed := os.Executable()
	if err != nil || failed != nil || runtime.GOOS == "windows" {
		t.Skip("no script can be run here")
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "wavetank")); err != nil {
		t.Skip(err)
	}
	script, err := filepath.Abs(arrays + "slurm.sh")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), bash, script)
	c.Dir = dir
	c.Env = append(os.Environ(), "WAVETANK_BE_THE_PROGRAM=1", "PATH="+dir+":"+os.Getenv("PATH"), "SCENARIO="+file(t, "tiny.toml", tiny), "SEEDS=4",
		"SLURM_ARRAY_TASK_ID=50", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_MAX=50", "SLURM_ARRAY_TASK_COUNT=50", "SLURM_CPUS_PER_TASK=1")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "shard 50/50 is done: 0 units in parts/shard-50-of-50.ledger") {
		t.Errorf("%v: %s", err, out)
	}
	text, err := os.ReadFile(script)
	if err != nil || !regexp.MustCompile(`(?m)^#SBATCH --array=1-50$`).Match(text) {
		t.Errorf("%v: it asks for another array", err)
	}
}

func TestTheKubernetesJobTellsItsPodsWhoTheyAre(t *testing.T) {
	text, err := os.ReadFile(arrays + "kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "\t") {
		t.Error("YAML takes no tabs")
	}
	values := make(map[string]string)
	for _, found := range regexp.MustCompile(`(?m)^ *(?:- )?(\w+): *([^#\n]*?) *(?:#.*)?$`).FindAllStringSubmatch(string(text), -1) {
		values[found[1]] = found[2]
	}
	if values["kind"] != "Job" || values["completionMode"] != "Indexed" || values["value"] != `"`+values["completions"]+`"` || values["restartPolicy"] != "Never" {
		t.Errorf("%v", values)
	}
	var args []string
	if err := json.Unmarshal([]byte(values["command"]), &args); err != nil || args[0] != "wavetank" {
		t.Fatalf("%v: the command is %q", err, args)
	}
	t.Setenv("JOB_COMPLETION_INDEX", "49")
	t.Setenv("JOB_COMPLETIONS", values["completions"])
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "/data/my.toml", file(t, "tiny.toml", tiny))
		args[i] = strings.ReplaceAll(strings.ReplaceAll(args[i], "/data", t.TempDir()), "=10000", "=4")
	}
	tank(t, args[1:]...).must(t, 0, "shard 50/50 is done: 0 units")
}

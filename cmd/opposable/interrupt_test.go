//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary run the program instead of the tests: a signal is sent to a process.
const asProgram = "OPPOSABLE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// interrupted is a run of the program in a process of its own.
type interrupted struct {
	*exec.Cmd
	out, said bytes.Buffer
}

func start(t *testing.T, data string, args ...string) *interrupted {
	t.Helper()
	p := &interrupted{Cmd: exec.Command(os.Args[0], args...)}
	p.Env = append(os.Environ(), asProgram+"=1", "XDG_DATA_HOME="+data, "HOME="+data)
	p.Stdout, p.Stderr = &p.out, &p.said
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	return p
}

// ends holds that the run ended by saying that it was interrupted, and gave nothing that could be taken for an answer.
func (p *interrupted) ends(t *testing.T) {
	t.Helper()
	_ = p.Wait()
	if code := p.ProcessState.ExitCode(); code != exitUsage || p.out.Len() > 0 {
		t.Errorf("exit %d, stdout %q", code, p.out.String())
	}
	if want := "interrompu pendant la préparation de la population : rien n'a été calculé"; !strings.Contains(p.said.String(), want) {
		t.Errorf("stderr %q, want %q", p.said.String(), want)
	}
}

const changed = "forfait_medecin_traitant.socle.l2=4"

// TestInterruptedWhileReading interrupts a reform while the table of patients, which has no end, is being read.
func TestInterruptedWhileReading(t *testing.T) {
	for _, by := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(by.String(), func(t *testing.T) {
			folder, data := people(t), t.TempDir()
			table, header, rows := filepath.Join(folder, "patients.csv"), filepath.Join(data, "header"), filepath.Join(data, "rows")
			for _, pipe := range []string{header, rows} {
				if err := syscall.Mkfifo(pipe, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			const titles = "medecin_id;age;ald;c2s;vu_depuis_2_ans;indicateurs_valides;poids\n"
			point(t, table, header)
			p := start(t, data, "simuler", "--population", folder, "--au", "2027-12-31", "--changer", changed, "--json")
			// The table is opened once for its titles and once for its rows: the second opening finds another pipe, so that what is
			// written to it is known to be read as rows.
			w := writing(t, header)
			point(t, table, rows)
			if _, err := io.WriteString(w, titles); err != nil {
				t.Fatal(err)
			}
			w.Close()
			w = writing(t, rows)
			done := make(chan error, 1)
			go func() {
				text := titles
				for {
					if _, err := io.WriteString(w, text); err != nil {
						done <- err
						return
					}
					text = strings.Repeat("1;40;non;non;oui;0;1\n", 1000)
				}
			}()
			if err := p.Process.Signal(by); err != nil {
				t.Fatal(err)
			}
			p.ends(t)
			if err := <-done; !errors.Is(err, syscall.EPIPE) {
				t.Errorf("the rows were not read: %v", err)
			}
		})
	}
}

// point makes a path lead elsewhere.
func point(t *testing.T, path, to string) {
	t.Helper()
	if err := errors.Join(os.Symlink(to, path+".new"), os.Rename(path+".new", path)); err != nil {
		t.Fatal(err)
	}
}

// writing opens a pipe once somebody reads it.
func writing(t *testing.T, pipe string) *os.File {
	t.Helper()
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// TestInterruptedWhileMaking interrupts a reform while the default population is being written: nothing is left that a later run would
// take for a population.
func TestInterruptedWhileMaking(t *testing.T) {
	if testing.Short() {
		t.Skip("begins a population")
	}
	data := t.TempDir()
	p := start(t, data, "simuler", "--au", "2027-12-31", "--changer", changed)
	begun := func() bool {
		found := false
		_ = filepath.WalkDir(data, func(path string, e fs.DirEntry, err error) error {
			found = found || err == nil && strings.HasSuffix(path, ".parquet")
			return nil
		})
		return found
	}
	for !begun() {
		time.Sleep(time.Millisecond)
	}
	if err := p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	p.ends(t)
	_ = filepath.WalkDir(data, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			t.Errorf("%s is left", path)
		}
		return nil
	})
}

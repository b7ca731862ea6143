package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/ccam"
)

// noTariffs is what --ccam says to leave the local table aside.
const noTariffs = "aucun"

// tariffsName is the local table in the data folder.
const tariffsName = "ccam.jsonl"

// dataFolder is where the user's data stays: that of the platform, or none when it does not say.
func dataFolder() string {
	home, err := os.UserHomeDir()
	switch {
	case os.Getenv("XDG_DATA_HOME") != "":
		return filepath.Join(os.Getenv("XDG_DATA_HOME"), "opposable")
	case runtime.GOOS == "windows" && os.Getenv("LocalAppData") != "":
		return filepath.Join(os.Getenv("LocalAppData"), "opposable")
	case err != nil:
		return ""
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "opposable")
	}
	return filepath.Join(home, ".local", "share", "opposable")
}

func (a *app) tariffsFlag(c *cobra.Command) {
	c.Flags().StringVar(&a.tariffs, "ccam", "", "la table locale des actes techniques, un `FICHIER` écrit par « ccam importer » (par défaut : celle "+
		"du dossier de données, si elle y est ; « "+noTariffs+" » : les seules règles)")
}

// tariffsFile is the local table to write or to read by default; empty when there is no data folder.
func (a *app) tariffsFile() string {
	if a.data == "" {
		return ""
	}
	return filepath.Join(a.data, tariffsName)
}

// completed returns the rules with the local table of technical acts: that of --ccam, or that of the data folder when there is one.
func (a *app) completed() (*opposable.Law, error) {
	l, err := a.law()
	if err != nil || a.tariffs == noTariffs {
		return l, err
	}
	name, asked := a.tariffs, a.tariffs != ""
	if !asked {
		name = a.tariffsFile()
	}
	if name == "" {
		return l, nil
	}
	t, err := readTariffs(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !asked:
		return l, nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return nil, usage("la table « %s » ne s'ouvre pas : %s — « opposable ccam importer » en écrit une, « --ccam %s » s'en passe", name, cause(err), noTariffs)
	case err != nil:
		return nil, err
	}
	l.UseTariffs(t)
	return l, nil
}

func readTariffs(name string) (*ccam.Table, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ccam.Read(f, name)
}

// writeTariffs writes a table beside its place, then puts it there: a reader sees the old one or the new one, never half of one.
func writeTariffs(t *ccam.Table, name string) (err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return usage("le dossier « %s » ne se crée pas : %s — donnez un autre fichier par --vers", filepath.Dir(name), cause(err))
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".ccam-*")
	if err != nil {
		return usage("rien ne s'écrit dans « %s » : %s — donnez un autre fichier par --vers", filepath.Dir(name), cause(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err = errors.Join(t.Write(f), f.Sync(), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	if err = os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("putting %s in place: %w", name, err)
	}
	return nil
}

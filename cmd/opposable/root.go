package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const help = `{{with (or .Long .Short)}}{{.}}

{{end}}{{if .Runnable}}Usage :
  {{.UseLine}}
{{end}}{{if .HasAvailableSubCommands}}Usage :
  {{.CommandPath}} COMMANDE [options]
{{end}}{{if .HasExample}}
Exemples :
{{.Example}}
{{end}}{{if .HasAvailableSubCommands}}
Commandes :{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name 20}}{{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
Options :
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableInheritedFlags}}
Options communes :
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableSubCommands}}
« {{.CommandPath}} COMMANDE --help » détaille une commande.
{{end}}`

// root assembles the commands.
func (a *app) root() *cobra.Command {
	c := &cobra.Command{
		Use:   "opposable",
		Short: "La convention médicale 2024-2029, exécutable",
		Long: `La convention médicale 2024-2029, exécutable : ce qui se facture, ce qui est dû, depuis quand, d'après quel texte.

Chaque chiffre porte sa source et sa fiabilité. Un fait manquant devient une question, jamais un zéro.
Opposable n'est pas un service de l'Assurance maladie ; le médecin répond de sa facturation.`,
		Example: `  echo '{"age":85,"ald":true,"c2s":true,"vu_depuis_2_ans":true,"indicateurs_valides":3}' |
    opposable calculer forfait_medecin_traitant --au 2026-12-31
  opposable lire cnp
  opposable servir`,
		SilenceErrors: true, SilenceUsage: true,
		PersistentPreRun: func(c *cobra.Command, _ []string) {},
	}
	a.momentFlags(c)
	c.SetHelpTemplate(help)
	c.SetUsageTemplate(help)
	c.CompletionOptions.DisableDefaultCmd = true
	c.SetHelpCommand(&cobra.Command{
		Use: "aide [COMMANDE]", Aliases: []string{"help"}, Short: "Cette aide, ou celle d'une commande",
		RunE: func(c *cobra.Command, args []string) error {
			target, _, err := c.Root().Find(args)
			if err != nil || target == nil {
				return usage("commande inconnue « %s »", args)
			}
			return target.Help()
		},
	})
	c.PersistentFlags().BoolP("help", "h", false, "cette aide")
	c.AddCommand(
		a.computeCommand(), a.explainCommand(), a.readCommand(), a.changesCommand(), a.rulesCommand(),
		a.priceCommand(), a.checkBillCommand(), a.decodeCommand(), a.auditCommand(), a.lumpSumsCommand(), a.observeCommand(), a.simulateCommand(), a.populationCommand(), a.damirCommand(), a.reproduceCommand(), a.sqlCommand(), a.ccamCommand(), a.serveCommand(), a.completionCommand(),
	)
	return c
}

// completionCommand writes shell completion scripts.
func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion {bash|zsh|fish|powershell}", Short: "Écrit le script de complétion d'un interpréteur",
		Example:   "  opposable completion bash > /etc/bash_completion.d/opposable",
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("dites l'interpréteur : bash, zsh, fish ou powershell")
			}
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.stdout)
			}
			return usage("interpréteur inconnu « %s » : bash, zsh, fish ou powershell", args[0])
		},
	}
}

// line writes one line on stdout.
func (a *app) line(format string, args ...any) { fmt.Fprintf(a.stdout, format+"\n", args...) }

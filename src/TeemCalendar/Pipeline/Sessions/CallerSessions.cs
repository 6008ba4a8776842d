using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace TeemCalendar.Pipeline;

/// <summary>The sessions of Exchange and of Microsoft.Graph that a PowerShell session has open.</summary>
/// <param name="Exchange">By Connect-ExchangeOnline, or imported from an Exchange server; null without one.</param>
/// <param name="Graph">By Connect-MgGraph; null without one.</param>
sealed partial record CallerSessions(ExchangeSession? Exchange, GraphSession? Graph)
{
    /// <summary>Looks for them among the modules that are loaded. Only those: a search by name would load modules, and would find any function of the caller's that is called so.</summary>
    internal static CallerSessions Find(PSCmdlet here, CancellationToken cancel)
    {
        var modules = new List<PSModuleInfo>();
        SessionShell.Run(here, here.InvokeCommand.GetCmdlet("Microsoft.PowerShell.Core\\Get-Module"), new Hashtable(), m => modules.Add((PSModuleInfo)m.BaseObject), cancel);
        List<PSObject> Ask(string module, string command)
        {
            var answers = new List<PSObject>();
            if (modules.Find(m => m.Name.Equals(module, StringComparison.OrdinalIgnoreCase))?.ExportedCommands.GetValueOrDefault(command) is { } asked)
                SessionShell.Run(here, asked, new Hashtable(), answers.Add, cancel);
            return answers;
        }

        var online = Ask("ExchangeOnlineManagement", "Get-ConnectionInformation").Where(IsExchange).Select(c => Online(c, modules)).OfType<ExchangeSession>().LastOrDefault();
        var graph = modules.Find(m => m.Name.Equals("Microsoft.Graph.Authentication", StringComparison.OrdinalIgnoreCase))?.ExportedCommands.GetValueOrDefault("Invoke-MgGraphRequest");
        return new(online ?? modules.Select(OnPremises).OfType<ExchangeSession>().LastOrDefault(),
            graph is not null && Ask("Microsoft.Graph.Authentication", "Get-MgContext") is [var context, ..] && Guid.TryParse(Text(context, "TenantId"), out var tenant)
                ? new GraphSession(graph, tenant, Text(context, "Account") ?? Text(context, "ClientId") ?? "", Text(context, "Environment") ?? "") : null);
    }

    // Security & Compliance sessions are listed beside Exchange's own.
    static bool IsExchange(PSObject connection) =>
        Text(connection, "State") == "Connected" && Text(connection, "IsEopSession") != "True" && Text(connection, "ConnectionUri")?.Contains("compliance", StringComparison.OrdinalIgnoreCase) != true;

    static ExchangeSession? Online(PSObject connection, List<PSModuleInfo> modules)
    {
        // The commands are in a module of their own, made when the session was; it is told by its folder.
        var name = System.IO.Path.GetFileName(Text(connection, "ModuleName")?.TrimEnd('/', '\\')) ?? "";
        var commands = modules.Find(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return commands is null || !Guid.TryParse(Text(connection, "TenantID"), out var tenant) ? null
            : new ExchangeSession(commands.ExportedCommands, Text(connection, "ModulePrefix") ?? "", tenant, Text(connection, "UserPrincipalName") is { Length: > 0 } user ? user : Text(connection, "AppId") ?? "", Text(connection, "ConnectionUri") ?? "");
    }

    // Import-PSSession marks the module that it makes. Exchange Online takes no such sessions any more, so it is a server's; his organization's settings every administrator may read.
    static ExchangeSession? OnPremises(PSModuleInfo module) =>
        module.PrivateData is Hashtable data && data["ImplicitRemoting"] is true
        && module.ExportedCommands is var commands && commands.Keys.Select(k => OrganizationConfig().Match(k)).FirstOrDefault(m => m.Success) is { } found
            ? new ExchangeSession(commands, found.Groups[1].Value, null, "", "") : null;

    static string? Text(PSObject row, string property) => row.Properties[property]?.Value?.ToString();

    [GeneratedRegex("^Get-(.*)OrganizationConfig$", RegexOptions.IgnoreCase)]
    private static partial Regex OrganizationConfig();
}

/// <summary>A session of Exchange.</summary>
/// <param name="Commands">Its commands by name; only those that the caller's roles allow.</param>
/// <param name="Prefix">What their nouns begin with.</param>
/// <param name="TenantId">The tenant; null on-premises.</param>
/// <param name="Account">Who is signed in, or as which application.</param>
/// <param name="Address">Where it goes.</param>
sealed record ExchangeSession(IReadOnlyDictionary<string, CommandInfo> Commands, string Prefix, Guid? TenantId, string Account, string Address)
{
    /// <summary>The session's command of that name; null when the caller's roles do not have it.</summary>
    internal CommandInfo? Find(string name) =>
        Commands.GetValueOrDefault(name) ?? (Prefix.Length > 0 ? Commands.GetValueOrDefault(name.Insert(name.IndexOf('-', StringComparison.Ordinal) + 1, Prefix)) : null);
}

/// <summary>A session of Microsoft.Graph.</summary>
/// <param name="Command">Invoke-MgGraphRequest.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="Account">Who is signed in, or as which application.</param>
/// <param name="Environment">The cloud, by Microsoft.Graph's name.</param>
sealed record GraphSession(CommandInfo Command, Guid TenantId, string Account, string Environment);

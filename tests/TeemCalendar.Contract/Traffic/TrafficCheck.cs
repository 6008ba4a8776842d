using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TeemCalendar.Contract.Exchange;
using TeemCalendar.Contract.Graph;

namespace TeemCalendar.Contract.Traffic;

/// <summary>Which requests of a recording are held against the contract; answers always are.</summary>
public enum Requests
{
    /// <summary>All: the engine asks for nothing wrong.</summary>
    All,
    /// <summary>Those that were granted: a test asks for wrong things too.</summary>
    Granted,
    /// <summary>None: all are wrong on purpose, and a service may pass over what is wrong.</summary>
    None,
}

/// <summary>Holds traffic against the published contract, and keeps count.</summary>
public sealed partial class TrafficCheck
{
    const int MostShown = 40;
    readonly GraphContract graph = new();
    readonly CommandContract commands = new();
    readonly Dictionary<string, int> violations = [];

    /// <summary>Requests to Graph that were checked, each part of a batch on its own.</summary>
    public int GraphRequests { get; private set; }
    /// <summary>Answers of Graph that were checked.</summary>
    public int GraphAnswers { get; private set; }
    /// <summary>Commands to Exchange that were checked.</summary>
    public int ExchangeCommands { get; private set; }
    /// <summary>Rows of Graph's collections and of Exchange's answers that were checked.</summary>
    public int Rows { get; private set; }
    /// <summary>What was found, with how often.</summary>
    public IReadOnlyDictionary<string, int> Violations => violations;
    /// <summary>Each kind of Graph request that went out, as <c>GET users/*/events</c>, and each command.</summary>
    public HashSet<string> Kinds { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks all lines of a recording; one that does not exist has none.</summary>
    public TrafficCheck File(string path, Requests requests)
    {
        foreach (var line in System.IO.File.Exists(path) ? System.IO.File.ReadLines(path) : []) Call(RecordedCall.Parse(line), requests);
        return this;
    }

    /// <summary>Checks one exchange.</summary>
    public void Call(RecordedCall call, Requests requests = Requests.All)
    {
        var isBatch = Batches.IsBatch(call);
        if (isBatch)
        {
            if (Asked(call, requests) && call.Service == Service.Graph) Kinds.Add(graph.Template(call));
            if (Asked(call, requests)) Note(call, "request", Batches.Request(call, requests));
            if (call.Succeeded) Note(call, "answer", Batches.Answer(call));
            foreach (var part in Batches.Parts(call)) One(part, requests, isAlone: false);
            if (call.Succeeded || call.Status is null) return;
        }
        One(call, requests, isAlone: true, isBatch);
    }

    static bool Asked(RecordedCall call, Requests requests) => requests == Requests.All || requests == Requests.Granted && call.Succeeded;

    void One(RecordedCall call, Requests requests, bool isAlone, bool isBatch = false)
    {
        var asked = !isBatch && Asked(call, requests);
        if (call.Service == Service.Graph)
        {
            // The one report that version 1.0, whose schema this is, does not have; what depends on it does without it.
            if (call.Path is "/beta/reports/servicePrincipalSignInActivities") return;
            if (asked)
            {
                GraphRequests++;
                Note(call, "request", graph.Request(call));
            }
            // What leads nowhere has no type that its answer could be of.
            var isPlaced = Placed(call, asked);
            if (call.Status is null || call.Succeeded && !isPlaced) return;
            GraphAnswers++;
            Count(call);
            Note(call, "answer", graph.Answer(call, isAlone));
        }
        else if (call.Service == Service.Exchange)
        {
            var isCommand = call.Path.EndsWith("/InvokeCommand", StringComparison.Ordinal);
            if (asked && isCommand)
            {
                ExchangeCommands++;
                Kinds.Add(CommandContract.CommandOf(call) ?? "");
                Note(call, "request", commands.Request(call));
            }
            if (call.Status is null) return;
            Count(call);
            if (isCommand || !call.Succeeded) Note(call, "answer", ExchangeAnswers.Departures(call, isAlone, asked));
        }
    }

    bool Placed(RecordedCall call, bool asked)
    {
        try
        {
            var kind = graph.Template(call);
            if (asked) Kinds.Add(kind);
            return true;
        }
        catch (ContractException) { return false; }
    }

    void Count(RecordedCall call) => Rows += (call.Answer as JsonObject)?["value"] is JsonArray rows ? rows.Count : 0;

    /// <summary>Keeps what was found; the same of another row or another room is the same.</summary>
    void Note(RecordedCall call, string side, IEnumerable<string> departures)
    {
        var what = CommandContract.CommandOf(call);
        foreach (var departure in departures)
        {
            var path = what ?? $"{call.Method} {Digits().Replace(call.Path, "*")}";
            var key = $"{side} of {path} ({call.Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}): {Digits().Replace(departure, "*")}";
            violations[key] = violations.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>The count, and below it what was found.</summary>
    public override string ToString() => string.Join('\n', violations.OrderByDescending(v => v.Value).Take(MostShown).Select(v => $"{v.Value} x {v.Key}").Prepend(Summary));

    /// <summary>The count in one line.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture, $"{GraphRequests} Graph requests, {GraphAnswers} Graph answers, {ExchangeCommands} Exchange commands, {Rows} rows checked, {violations.Values.Sum()} violations");

    // Ids and the places of rows.
    [GeneratedRegex(@"(?<=\[)\d+(?=\])|(?<=/users/|/applications/|/servicePrincipals/|/events/|/calendars/|/places/|/oauth2PermissionGrants/)[^/]+")]
    private static partial Regex Digits();
}

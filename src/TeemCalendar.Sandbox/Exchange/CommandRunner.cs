using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Runs one command of an InvokeCommand request and encodes what it gives.</summary>
internal static class CommandRunner
{
    const int DefaultSize = 1000;

    internal static WireAnswer Run(SandboxTenant tenant, Caller caller, WireRequest request)
    {
        var answer = Answer(tenant, caller, request);
        AddHeaders(tenant, caller, answer);
        return answer;
    }

    static WireAnswer Answer(SandboxTenant tenant, Caller caller, WireRequest request)
    {
        var input = WireJson.Object(request.Body)?["CmdletInput"] as JsonObject;
        if (input?["CmdletName"].Text() is not { Length: > 0 } name || input["Parameters"] is not (null or JsonObject))
            return ExchangeFault.BadParameters("The request body is not a valid CmdletInput.", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException").Answer();
        if (!CommandTable.All.TryGetValue(name, out var command) || !command.IsIn(tenant.State) || !CommandAccess.MayRun(tenant, caller, command)) return ExchangeService.NulRefusal();
        if (command.Writes) tenant.Counters.CountWrite();
        try
        {
            var arguments = ParameterBinder.Bind(command, input["Parameters"] as JsonObject);
            if (arguments.Flag("Confirm") || arguments.Flag("WhatIf")) return Confirmation(request, command, arguments);
            // Before anything is done: what is refused has changed nothing.
            var place = Place(request, input);
            var context = new CommandContext(tenant, caller, command, arguments, request.Header("X-AnchorMailbox"));
            var rows = Commands.All[command.Name](context);
            foreach (var change in context.Changes) change();
            return Page(request, place, context, rows);
        }
        catch (ExchangeFault fault)
        {
            var answer = fault.Answer();
            // Seen in the module: it names the command of a failed item of a batch after this header.
            answer.Headers["Cmdlet-Name"] = command.Name;
            return answer;
        }
    }

    /// <summary>Seen: asked to confirm, the service does nothing and says what it would do. The sentence is ours.</summary>
    static WireAnswer Confirmation(WireRequest request, CommandDefinition command, Arguments arguments)
    {
        var body = Envelope(request, []);
        body["@adminapi.confirmationmessage"] = $"Performing the operation \"{command.Name}\" on target \"{arguments.Text("Identity") ?? arguments.Text("Name") ?? command.Noun}\".";
        body["value"] = new JsonArray();
        return Success(body);
    }

    /// <summary>What the query is, and how far in its rows the caller is.</summary>
    static (string? Select, string Mark, int Skip) Place(WireRequest request, JsonObject input)
    {
        var query = WireForm.Parse(request.Query);
        var mark = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{input.ToJsonString()}/{query.GetValueOrDefault("$select")}")).AsSpan(0, 8));
        var skip = 0;
        if (query.TryGetValue("$skiptoken", out var token) && !TryReadToken(token, mark, out skip))
            throw ExchangeFault.BadParameters("The skip token is not valid for this query.", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException");
        return (query.GetValueOrDefault("$select"), mark, skip);
    }

    static WireAnswer Page(WireRequest request, (string? Select, string Mark, int Skip) place, CommandContext context, IReadOnlyList<Func<Row>> rows)
    {
        var (names, mark, skip) = place;
        var limit = !context.Command.Parameters.ContainsKey("ResultSize") ? int.MaxValue
            : context.Args.Text("ResultSize") switch { null => DefaultSize, "Unlimited" => int.MaxValue, var size => int.Parse(size, CultureInfo.InvariantCulture) };
        var total = Math.Min(rows.Count, limit);
        var page = Math.Min(PageSize(request.Header("Prefer")), Math.Max(0, total - skip));
        var end = skip + page;
        // The sentence is PowerShell's; that it comes over REST on the last page is inferred.
        if (end >= total && rows.Count > limit)
            context.Warnings.Add("There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.");

        var select = names is { Length: > 0 } ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
        var body = Envelope(request, context.Warnings);
        var value = new JsonArray();
        // Seen: clients of the bare REST leave the header out and get JSON; the module asks for its own format.
        var asXml = "clixml".Equals(request.Header("X-ResponseFormat"), StringComparison.OrdinalIgnoreCase);
        for (var i = skip; i < end; i++) value.Add((JsonNode)(asXml ? rows[i]().ToCliXml(select) : rows[i]().ToJson(select)));
        body["value"] = value;
        if (end < total)
        {
            var next = Base64Url.Encode(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{mark}:{end}")));
            body["@odata.nextLink"] = $"{request.Base}{request.Path}?{(select is null ? "" : $"$select={Uri.EscapeDataString(names!)}&")}$skiptoken={next}";
        }
        return Success(body);
    }

    static bool TryReadToken(string token, string mark, out int skip)
    {
        skip = 0;
        var parts = Encoding.ASCII.GetString(Base64Url.Decode(token) ?? []).Split(':');
        return parts.Length == 2 && parts[0] == mark && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out skip);
    }

    /// <summary>Measured: odata.maxpagesize is kept to exactly. Documented: 1 to 1000.</summary>
    static int PageSize(string? prefer)
    {
        foreach (var part in (prefer ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
            if (part.StartsWith("odata.maxpagesize", StringComparison.OrdinalIgnoreCase) && part.IndexOf('=', StringComparison.Ordinal) is var at and > 0
                && int.TryParse(part[(at + 1)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                return Math.Clamp(size, 1, DefaultSize);
        return DefaultSize;
    }

    static JsonObject Envelope(WireRequest request, IEnumerable<string> warnings)
    {
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new()
        {
            ["@odata.context"] = $"{request.Base}/adminapi/{segments[1]}/{segments[2]}/$metadata#Collection(Exchange.GenericHashTable)",
            ["adminapi.warnings@odata.type"] = "#Collection(String)",
            ["@adminapi.warnings"] = new JsonArray([.. warnings.Select(w => (JsonNode?)w)]),
        };
    }

    static WireAnswer Success(JsonObject body)
    {
        var answer = new WireAnswer(200, body);
        answer.Headers["Content-Type"] = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
        answer.Headers["OData-Version"] = "4.0";
        answer.Headers["Preference-Applied"] = "odata.include-annotations=\"*\"";
        answer.Headers["OrganizationStatus"] = "Active";
        answer.Headers["X-BackEndHttpStatus"] = "200,200";
        answer.Headers["Vary"] = "Accept-Encoding";
        return answer;
    }

    static void AddHeaders(SandboxTenant tenant, Caller caller, WireAnswer answer)
    {
        var headers = answer.Headers;
        headers["request-id"] = Guid.NewGuid().ToString();
        tenant.RateLimit.Count(tenant.Now, headers);
        headers["Restrict-Access-Confirm"] = "1";
        headers["X-ConcurrencyCount"] = "0";
        headers["X-CombinedAppOnlyConcurrencyCount"] = "0";
        headers["X-MS-AppId"] = caller.AppId.ToString();
        headers["X-UserType"] = "Business";
        headers["X-ExchangeVersion"] = "Version 15.20 (Build 7587.36)";
        headers["X-FEServer"] = "SANDBOX01CA0001";
        headers["X-CalculatedBETarget"] = $"SANDBOX01MB0001.{DirectoryNames.Forest}";
        headers["X-Proxy-RoutingCorrectness"] = "1";
        headers["X-NanoProxy"] = "1,1";
        headers["MS-CV"] = $"{Base64Url.Encode(Guid.NewGuid().ToByteArray())}.1";
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains; preload";
        headers["Cache-Control"] = "no-cache";
        headers["Server"] = "Microsoft-HTTPAPI/2.0";
    }
}

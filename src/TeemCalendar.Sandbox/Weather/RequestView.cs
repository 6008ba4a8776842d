using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>What the weather has to know of a request, before the service has looked at it.</summary>
internal sealed class RequestView
{
    readonly string[] segments;
    readonly JsonObject? token;

    /// <param name="tenant">The tenant.</param>
    /// <param name="service">Who is asked.</param>
    /// <param name="request">What.</param>
    /// <param name="batch">The batch that it came in; null when it came alone.</param>
    internal RequestView(SandboxTenant tenant, Service service, WireRequest request, RequestView? batch = null)
    {
        (Service, Request, Sent) = (service, request, batch?.Sent ?? tenant.Now);
        segments = service == Service.Graph ? GraphPath.Split(request.Path) : [];
        IsBatch = service switch { Service.Graph => segments is [_, "$batch"], Service.Exchange => Exchange.ExchangeService.IsBatch(request.Path), _ => false };
        if (request.Header("Authorization") is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) token = AccessTokens.Read(tenant, header["Bearer ".Length..].Trim(), out _);
        if (service != Service.Exchange) return;
        var body = WireJson.Object(request.Body);
        // A batch is known by its first command.
        var input = (IsBatch ? ((body?["requests"] as JsonArray)?.FirstOrDefault() as JsonObject)?["body"] : body) as JsonObject;
        Command = (input?["CmdletInput"] as JsonObject)?["CmdletName"].Text() ?? "";
        var parameters = (input?["CmdletInput"] as JsonObject)?["Parameters"] as JsonObject;
        Target = parameters?["Identity"].Text() ?? parameters?["Name"].Text() ?? "";
    }

    internal Service Service { get; }
    internal WireRequest Request { get; }

    /// <summary>When the client sent it.</summary>
    internal DateTimeOffset Sent { get; }
    internal bool IsBatch { get; }

    /// <summary>The Exchange command; empty for anything else.</summary>
    internal string Command { get; } = "";
    string Target { get; } = "";

    /// <summary>The application that calls, by its token; null without a good one.</summary>
    internal string? Application => token?["appid"].Text();

    /// <summary>When the token was issued; null without a good one.</summary>
    internal DateTimeOffset? TokenIssued => token?["iat"] is JsonValue issued && issued.TryGetValue<long>(out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null;

    /// <summary>Whether it is Outlook that answers.</summary>
    internal bool IsOutlook => Service == Service.Graph && GraphRoutes.IsOutlook(Request.Path);

    /// <summary>Whether it is Entra's directory that answers.</summary>
    internal bool IsDirectory => Service == Service.Graph && !IsBatch && !IsOutlook && segments is not [_, "places", ..];

    /// <summary>The user whose mailbox is meant, as the path names him.</summary>
    internal string? User => !IsOutlook ? null : segments[1] == "me" ? token?["oid"].Text() : segments[2];

    internal bool IsRead => Service switch
    {
        Service.Graph => Request.Method is "GET" || segments is [.., "getSchedule"],
        Service.Exchange => Command.StartsWith("Get-", StringComparison.OrdinalIgnoreCase) || Command.StartsWith("Test-", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    /// <summary>Whether it goes on from a delta token.</summary>
    internal bool FollowsDelta => segments is [.., "delta"] && (Request.Query.Contains("deltatoken=", StringComparison.OrdinalIgnoreCase) || Request.Query.Contains("skiptoken=", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it may share a mailbox or folder, or end that.</summary>
    internal bool MaySharing => !IsRead && (Command.EndsWith("Permission", StringComparison.OrdinalIgnoreCase) || segments is [.., "calendarPermissions"] or [.., "calendarPermissions", _]);

    /// <summary>The same for the same request in every run of the same seed: secrets and tokens are not in it.</summary>
    internal string What => Service == Service.Exchange ? $"{(IsBatch ? "batch " : "")}{Command} {Target}".ToLowerInvariant() : $"{Request.Method} {Request.Path}{(FollowsDelta ? "?token" : "")}".ToLowerInvariant();

    /// <summary>What a request of this kind may make: a service that makes something knows all of that kind, so that nothing is there twice.</summary>
    internal ObjectKinds Makes => Service switch
    {
        Service.Graph when Request.Method == "POST" => segments switch
        {
            [_, "users"] => ObjectKinds.Recipients,
            [_, "applications"] => ObjectKinds.Applications,
            [_, "servicePrincipals"] => ObjectKinds.ServicePrincipals,
            _ => ObjectKinds.None,
        },
        Service.Exchange => Command.ToUpperInvariant() switch
        {
            "NEW-MAILBOX" or "NEW-DISTRIBUTIONGROUP" => ObjectKinds.Recipients,
            "NEW-SERVICEPRINCIPAL" => ObjectKinds.ExchangePrincipals,
            "NEW-MANAGEMENTSCOPE" => ObjectKinds.Scopes,
            "NEW-ROLEGROUP" => ObjectKinds.RoleGroups,
            _ => ObjectKinds.None,
        },
        _ => ObjectKinds.None,
    };
}

/// <summary>The kinds of objects that are new or gone to one server before another.</summary>
[Flags]
internal enum ObjectKinds { None = 0, Recipients = 1, Applications = 2, ServicePrincipals = 4, ExchangePrincipals = 8, Scopes = 16, RoleGroups = 32 }

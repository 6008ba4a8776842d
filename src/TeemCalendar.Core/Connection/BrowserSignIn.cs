using Microsoft.Identity.Client;

namespace TeemCalendar.Core.Connection;

/// <summary>A person who signs in at this computer's own browser, which comes back to a loopback address. No broker takes part: its library belongs to the whole process.</summary>
/// <param name="clientId">The public client through which he does; null for Microsoft's own two, one for each service.</param>
/// <param name="browser">The browser.</param>
/// <param name="login">Who it has to be, or null for whoever does it.</param>
/// <param name="scopes">What Graph's token is to allow; null for what was consented to.</param>
internal sealed class BrowserSignIn(string? clientId, Browser browser, string? login = null, IReadOnlyList<string>? scopes = null) : SignIn(clientId ?? "")
{
    // "Microsoft Graph Command Line Tools" and "Microsoft Exchange REST API Based Powershell": known to every tenant, and each may sign in to its own service only.
    const string GraphClient = "14d82eec-204b-4c2f-b7e8-296a70dab67e", ExchangeClient = "fb78d390-0c51-40cd-8e17-fdbfab77341b";

    /// <summary>What Microsoft's own Graph client is asked for. None of it opens a calendar.</summary>
    internal static readonly IReadOnlyList<string> GraphScopes =
        ["User.ReadWrite.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Application.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"];

    internal override string Kind => "Browser";

    internal override ITokenSource Open(Authority authority)
    {
        if (!browser.IsThere())
            throw new TeemException("NoBrowser", TeemErrorKind.SignInRefused, "No browser can be opened here: this session has no desktop.", null,
                "Sign in with a code at another computer's browser (-DeviceCode), or without a person (-ManagedIdentity, -CertificateThumbprint, -FederatedTokenFile).");
        var graph = PersonTokens.Client(ClientId.Length > 0 ? ClientId : GraphClient, authority);
        var exchange = ClientId.Length > 0 ? graph : PersonTokens.Client(ExchangeClient, authority);
        return new PersonTokens(resource => resource == authority.Cloud.GraphResource ? graph : exchange,
            resource => ClientId.Length == 0 && resource == authority.Cloud.GraphResource ? GraphScopes : scopes ?? [".default"], AskAsync, login, authority);
    }

    Task<AuthenticationResult> AskAsync(IPublicClientApplication client, IEnumerable<string> scopes, string? hint, string? claims, CancellationToken cancel)
    {
        var request = client.AcquireTokenInteractive(scopes).WithUseEmbeddedWebView(false);
        if (hint is not null) request = request.WithLoginHint(hint);
        if (claims is not null) request = request.WithClaims(claims);
        if (browser.OpenAsync is { } open) request = request.WithSystemWebViewOptions(new SystemWebViewOptions { OpenBrowserAsync = open });
        return request.ExecuteAsync(cancel);
    }
}

/// <summary>A browser on this computer.</summary>
/// <param name="IsThere">Whether one can be opened.</param>
/// <param name="OpenAsync">Opens an address in it; null for the way of the operating system.</param>
internal sealed record Browser(Func<bool> IsThere, Func<Uri, Task>? OpenAsync = null)
{
    /// <summary>The system's own.</summary>
    internal static readonly Browser OfSystem = new(() => HasDesktop(OperatingSystem.IsLinux(), Environment.UserInteractive, Environment.GetEnvironmentVariable));

    /// <summary>Whether the session has a desktop: on Linux its address is in the environment, and Windows' subsystem for Linux opens the browser of Windows.</summary>
    internal static bool HasDesktop(bool isLinux, bool isInteractive, Func<string, string?> variable) =>
        isInteractive && (!isLinux || new[] { "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME" }.Any(name => !string.IsNullOrEmpty(variable(name))));
}

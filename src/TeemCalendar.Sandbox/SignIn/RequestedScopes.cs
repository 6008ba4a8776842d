using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>A resource whose permissions can be asked for.</summary>
internal sealed record Resource(Guid AppId, string Audience);

/// <summary>The scopes of a request: OpenID's own ones, and those of exactly one resource.</summary>
internal sealed record RequestedScopes(Resource Resource, IReadOnlyList<string> Names, bool Default, bool Prefixed, bool OpenId, bool OfflineAccess, string Text)
{
    static readonly string[] OpenIdScopes = ["openid", "profile", "email", "offline_access"];

    internal static RequestedScopes Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        Resource? resource = null;
        var names = new List<string>();
        var (all, prefixed) = (false, false);
        foreach (var word in words.Where(w => !OpenIdScopes.Contains(w, StringComparer.OrdinalIgnoreCase)))
        {
            var slash = word.LastIndexOf('/');
            // Documented: a scope without a resource is Graph's.
            var of = slash < 0 ? ResourceOf(PermissionCatalog.GraphAudience) : ResourceOf(word[..slash]);
            if (resource is not null && resource != of) throw new SignInError(28000, "invalid_request", "The scopes are of more than one resource.");
            resource = of;
            prefixed |= slash >= 0;
            var name = word[(slash + 1)..];
            if (name == ".default") all = true;
            else names.Add(PermissionCatalog.Scopes(of.AppId).FirstOrDefault(s => s.Value.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value
                ?? throw new SignInError(650053, "invalid_scope", $"The application asked for scope '{name}' that doesn't exist on the resource '{of.AppId}'."));
        }
        if (all && names.Count > 0) throw new SignInError(70011, "invalid_scope", ".default can't be combined with scopes of the same resource.");
        return new(resource ?? ResourceOf(PermissionCatalog.GraphAudience), names, all, prefixed,
            words.Contains("openid", StringComparer.OrdinalIgnoreCase) || words.Contains("profile", StringComparer.OrdinalIgnoreCase),
            words.Contains("offline_access", StringComparer.OrdinalIgnoreCase), text);
    }

    /// <summary>A resource by its application id or by an address under which it is served, here or in another cloud.</summary>
    internal static Resource ResourceOf(string identifier)
    {
        if (Guid.TryParse(identifier, out var id))
        {
            if (id == PermissionCatalog.Graph) return new(id, PermissionCatalog.GraphAudience);
            if (id == PermissionCatalog.Exchange) return new(id, PermissionCatalog.ExchangeAudience);
        }
        else if (Uri.TryCreate(identifier, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.AbsolutePath is "/" or "//")
        {
            if (ServiceHosts.Of(uri.Host) == Service.Graph) return new(PermissionCatalog.Graph, PermissionCatalog.GraphAudience);
            if (ServiceHosts.Of(uri.Host) == Service.Exchange) return new(PermissionCatalog.Exchange, PermissionCatalog.ExchangeAudience);
        }
        throw new SignInError(500011, "invalid_resource", $"The resource principal named {identifier} was not found in the tenant.");
    }

    /// <summary>The scopes as the answer names them: in the form in which they were asked, and all that is granted.</summary>
    internal string Answered(IReadOnlyList<string> granted)
    {
        IEnumerable<string> names = granted.Where(g => !OpenIdScopes.Contains(g, StringComparer.OrdinalIgnoreCase));
        if (Default) names = names.Append(".default");
        if (Prefixed) names = names.Select(n => $"{Resource.Audience}/{n}");
        // They are Graph's: an answer for another resource does not name them (seen). A client library would take a token that does for one of Graph's, and drop that.
        if (OpenId && Resource.AppId == PermissionCatalog.Graph) names = names.Concat(["openid", "profile"]);
        return string.Join(' ', names);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>What may be written to a user, and what the directory says when it may not.</summary>
internal static class UserInput
{
    static readonly string[] Required = ["accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"];
    static readonly string[] Kept = [.. Required, "givenName", "surname", "usageLocation", "passwordPolicies", "onPremisesImmutableId"];
    static readonly string[] ReadOnly =
        ["id", "mail", "proxyAddresses", "assignedLicenses", "assignedPlans", "createdDateTime", "deletedDateTime", "lastPasswordChangeDateTime", "onPremisesSyncEnabled", "provisionedPlans", "licenseAssignmentStates", "imAddresses"];
    static readonly HashSet<string> Countries =
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name).TwoLetterISORegionName)];

    internal static void Check(JsonObject body, bool creating)
    {
        foreach (var (name, _) in body)
        {
            if (ReadOnly.Contains(name)) throw GraphRefusal.BadRequest($"Property '{name}' is read-only and cannot be set.");
            // The service keeps more than this tenant does; a property that would be lost is refused, so that nobody takes silence for success.
            if (!Kept.Contains(name) && !name.Contains('@', StringComparison.Ordinal)) throw GraphRefusal.BadRequest($"The sandbox tenant does not keep property '{name}' of resource 'User'.");
        }
        foreach (var name in Required)
            if (creating ? body[name] is null : body.ContainsKey(name) && body[name] is null) throw GraphRefusal.BadRequest($"A value is required for property '{name}' of resource 'User'.");
    }

    internal static void Apply(GraphCall call, DirectoryUser user, JsonObject body)
    {
        var upn = body["userPrincipalName"].Text() ?? user.UserPrincipalName;
        var nickname = body["mailNickname"].Text() ?? user.MailNickname;
        if (body.ContainsKey("userPrincipalName")) CheckName(call, user, upn);
        // Documented: an account in a federated domain needs the id by which its identity provider knows it; the sentence is inferred.
        var immutableId = body["onPremisesImmutableId"].Text() ?? user.ImmutableId;
        if (body.ContainsKey("userPrincipalName") && call.State.IsFederated(upn[(upn.IndexOf('@', StringComparison.Ordinal) + 1)..]) && immutableId is not { Length: > 0 })
            throw GraphRefusal.BadRequest("A value is required for property 'onPremisesImmutableId' of resource 'User'.");
        if (body.ContainsKey("mailNickname") && (nickname.Length is 0 or > 64 || nickname.Any(c => c is '@' or '(' or ')' or '\\' or '[' or ']' or '"' or ';' or ':' or '<' or '>' or ',' or ' ')))
            throw Invalid("mailNickname");
        if (body["displayName"] is { } displayName && displayName.Text() is not { Length: > 0 and <= 256 }) throw Invalid("displayName");
        if (body["usageLocation"].Text() is { } country && !Countries.Contains(country)) throw Invalid("usageLocation");
        if (body["passwordPolicies"].Text() is { } policies && policies.Split(',').Any(p => p.Trim() is not ("None" or "DisablePasswordExpiration" or "DisableStrongPassword"))) throw Invalid("passwordPolicies");
        if (body["passwordProfile"] is JsonObject profile)
        {
            var password = profile["password"].Text();
            if (password is null && user.Password.Length == 0) throw GraphRefusal.BadRequest("A value is required for property 'passwordProfile.password' of resource 'User'.");
            if (password is not null && !IsComplex(password, body["passwordPolicies"].Text() ?? user.PasswordPolicies))
                throw GraphRefusal.BadRequest("The specified password does not comply with password complexity requirements. Please provide a different password.");
            if (password is not null) user.PasswordChanged = call.Tenant.Now;
            user.Password = password ?? user.Password;
            if (profile["forceChangePasswordNextSignIn"] is { } force) user.ForceChangePassword = force.GetValue<bool>();
            else if (password is not null) user.ForceChangePassword = true; // documented default
        }
        (user.UserPrincipalName, user.MailNickname, user.ImmutableId) = (upn, nickname, immutableId);
        user.DisplayName = body["displayName"].Text() ?? user.DisplayName;
        if (body["accountEnabled"] is { } enabled) user.AccountEnabled = enabled.GetValue<bool>();
        if (body.ContainsKey("givenName")) user.GivenName = body["givenName"].Text();
        if (body.ContainsKey("surname")) user.Surname = body["surname"].Text();
        if (body.ContainsKey("usageLocation")) user.UsageLocation = body["usageLocation"].Text();
        if (body.ContainsKey("passwordPolicies")) user.PasswordPolicies = body["passwordPolicies"].Text();
    }

    static void CheckName(GraphCall call, DirectoryUser user, string upn)
    {
        var at = upn.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != upn.LastIndexOf('@') || at > 64 || upn.Length > 113 || upn[..at].Any(c => !char.IsAsciiLetterOrDigit(c) && !"'.-_!#^~".Contains(c, StringComparison.Ordinal)))
            throw GraphRefusal.BadRequest("Property userPrincipalName is invalid.");
        if (!call.State.IsAcceptedDomain(upn[(at + 1)..]))
            throw GraphRefusal.BadRequest("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.");
        var holder = call.State.FindUser(upn)?.Id ?? (call.State.FindAddress(upn) as Mailbox)?.OwnerId;
        if (holder is not null && holder != user.Id || call.State.FindAddress(upn) is RoomList)
            throw new GraphRefusal(400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.")
            {
                Details =
                [
                    new JsonObject { ["code"] = "ObjectConflict", ["target"] = "userPrincipalName", ["message"] = "Another object with the same value for property userPrincipalName already exists." },
                ],
            };
    }

    // Documented: 8 to 256 characters, three of the four kinds, unless strong passwords are switched off for the account.
    static bool IsComplex(string password, string? policies)
    {
        if (password.Length is < 8 or > 256) return false;
        if (policies?.Contains("DisableStrongPassword", StringComparison.Ordinal) == true) return true;
        var kinds = (password.Any(char.IsAsciiLetterLower) ? 1 : 0) + (password.Any(char.IsAsciiLetterUpper) ? 1 : 0) + (password.Any(char.IsAsciiDigit) ? 1 : 0) + (password.Any(c => !char.IsLetterOrDigit(c)) ? 1 : 0);
        return kinds >= 3;
    }

    static GraphRefusal Invalid(string property) => GraphRefusal.BadRequest($"Invalid value specified for property '{property}' of resource 'User'.");
}

using System.Globalization;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/users: people and the accounts of rooms.</summary>
internal static class Users
{
    // Documented: what is given when $select is not.
    static readonly string[] Defaults =
        ["businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id"];

    internal static readonly Entity<DirectoryUser> Entity = new("user", "users", UserJson.Write, Defaults);
    /// <summary>Users among other directory objects: each says what it is.</summary>
    internal static readonly Entity<DirectoryUser> Members = new("user", "directoryObjects", (row, call, user) =>
    {
        row.Json["@odata.type"] = "#microsoft.graph.user";
        UserJson.Write(row, call, user);
    }, Defaults);

    internal static WireAnswer List(GraphCall call)
    {
        DirectoryAccess.ReadUsers(call);
        return new(200, Entity.Collection(call, call.State.Users.Values));
    }

    internal static WireAnswer Number(GraphCall call)
    {
        DirectoryAccess.ReadUsers(call);
        if (!"eventual".Equals(call.Request.Header("ConsistencyLevel"), StringComparison.OrdinalIgnoreCase)) throw GraphRefusal.BadRequest("$count is not currently supported without ConsistencyLevel: eventual.");
        var answer = new WireAnswer(200, null, System.Text.Encoding.UTF8.GetBytes(call.State.Users.Count.ToString(CultureInfo.InvariantCulture)));
        answer.Headers["Content-Type"] = "text/plain";
        return answer;
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        if (call.Caller.UserId is { } me && call.State.FindUser(id)?.Id == me) DirectoryAccess.ReadSelf(call);
        else DirectoryAccess.ReadUsers(call);
        return new(200, Entity.Single(call, Find(call, id)));
    }

    internal static WireAnswer Create(GraphCall call)
    {
        DirectoryAccess.WriteUsers(call);
        var body = call.Body("user");
        UserInput.Check(body, creating: true);
        var user = new DirectoryUser { Created = call.Tenant.Now };
        UserInput.Apply(call, user, body);
        user.Id = call.Tenant.NewGuid();
        call.State.Users.Add(user.Id, user);
        return new(201, Entity.Single(call, user));
    }

    internal static WireAnswer Update(GraphCall call, string id)
    {
        DirectoryAccess.WriteUsers(call);
        var user = Find(call, id);
        var body = call.Body("user");
        UserInput.Check(body, creating: false);
        // Seen: what is mastered on-premises can be changed only there.
        if (user.SyncedFromOnPremises && body.Any(p => p.Key is not ("usageLocation" or "passwordPolicies")))
            throw GraphRefusal.BadRequest("Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.");
        UserInput.Apply(call, user, body);
        if (call.State.Mailboxes.GetValueOrDefault(user.Id) is { } mailbox && body.ContainsKey("displayName")) mailbox.DisplayName = user.DisplayName;
        return GraphCall.NoContent();
    }

    /// <summary>A deleted user takes mailbox and calendar along for thirty days; roles, consents and memberships are gone at once.</summary>
    internal static WireAnswer Delete(GraphCall call, string id)
    {
        DirectoryAccess.WriteUsers(call);
        RecycleBin.Put(call.Tenant, Find(call, id));
        return GraphCall.NoContent();
    }

    /// <summary>Ends what the person is signed in to: refresh tokens, and access tokens whose client understands it.</summary>
    internal static WireAnswer RevokeSignIns(GraphCall call, string id)
    {
        DirectoryAccess.RevokeSignIns(call);
        Find(call, id).SignInsValidFrom = call.Tenant.Now;
        return new(200, new JsonObject { ["@odata.context"] = call.Context("Edm.Boolean"), ["value"] = true });
    }

    internal static DirectoryUser Find(GraphCall call, string id) => call.State.FindUser(id) ?? throw GraphRefusal.ResourceNotFound(id);
}

using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>/directory/deletedItems: what was deleted can be taken back for thirty days (documented).</summary>
internal static class DeletedItems
{
    static readonly Entity<DeletedUser> People = new("user", "users", (row, call, deleted) =>
    {
        UserJson.Write(row, call, deleted.User);
        row.Put("deletedDateTime", () => GraphTime.Instant(deleted.Deleted));
    });
    static readonly Entity<DeletedApplication> Registrations = new("application", "applications", (row, call, deleted) =>
    {
        Applications.Write(row, call, deleted.Application);
        row.Put("deletedDateTime", () => GraphTime.Instant(deleted.Deleted));
    });

    internal static WireAnswer Users(GraphCall call)
    {
        DirectoryAccess.ReadUsers(call);
        return new(200, People.Collection(call, RecycleBin.Users(call.Tenant)));
    }

    internal static WireAnswer ListApplications(GraphCall call)
    {
        DirectoryAccess.ReadApplications(call);
        return new(200, Registrations.Collection(call, Prune(call).DeletedApplications));
    }

    internal static WireAnswer Get(GraphCall call, string id)
    {
        if (FindApplication(call, id) is { } application)
        {
            DirectoryAccess.ReadApplications(call);
            return Typed(Registrations.Single(call, application, "directoryObjects/$entity"), "#microsoft.graph.application");
        }
        DirectoryAccess.ReadUsers(call);
        return Typed(People.Single(call, FindUser(call, id), "directoryObjects/$entity"), "#microsoft.graph.user");
    }

    /// <summary>A user comes back with licences, mailbox and calendar; an application with its credentials and without its service principal (inferred).</summary>
    internal static WireAnswer Restore(GraphCall call, string id)
    {
        if (FindApplication(call, id) is { } application)
        {
            DirectoryAccess.WriteApplications(call);
            Registrations.CheckSelect(call);
            call.State.DeletedApplications.Remove(application);
            call.State.Applications.Add(application.Application.Id, application.Application);
            return Typed(Registrations.Single(call, new() { Application = application.Application }, "directoryObjects/$entity"), "#microsoft.graph.application", restored: true);
        }
        DirectoryAccess.WriteUsers(call);
        People.CheckSelect(call);
        var deleted = FindUser(call, id);
        if (!RecycleBin.TakeBack(call.Tenant, deleted)) throw GraphRefusal.BadRequest("Another object with the same value for property userPrincipalName or proxyAddresses already exists.");
        return Typed(People.Single(call, new() { User = deleted.User }, "directoryObjects/$entity"), "#microsoft.graph.user", restored: true);
    }

    internal static WireAnswer Delete(GraphCall call, string id)
    {
        if (FindApplication(call, id) is { } application)
        {
            DirectoryAccess.WriteApplications(call);
            call.State.DeletedApplications.Remove(application);
            return GraphCall.NoContent();
        }
        DirectoryAccess.WriteUsers(call);
        call.State.DeletedUsers.Remove(FindUser(call, id));
        return GraphCall.NoContent();
    }

    static WireAnswer Typed(JsonObject json, string type, bool restored = false)
    {
        json["@odata.type"] = type;
        if (restored) json["deletedDateTime"] = null;
        return new(200, json);
    }

    static DeletedApplication? FindApplication(GraphCall call, string id) => Guid.TryParse(id, out var key) ? Prune(call).DeletedApplications.Find(a => a.Application.Id == key) : null;

    static DeletedUser FindUser(GraphCall call, string id) => Guid.TryParse(id, out var key) && RecycleBin.Users(call.Tenant).Find(u => u.User.Id == key) is { } found ? found : throw GraphRefusal.ResourceNotFound(id);

    static TenantState Prune(GraphCall call)
    {
        call.State.DeletedApplications.RemoveAll(a => a.Deleted + RecycleBin.Kept <= call.Tenant.Now);
        return call.State;
    }
}

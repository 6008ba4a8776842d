using TeemCalendar.Sandbox.Graph.Directory;
using TeemCalendar.Sandbox.Graph.Notifications;
using TeemCalendar.Sandbox.Graph.Outlook;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph;

/// <summary>Which part of the tenant answers which path.</summary>
internal static class GraphRoutes
{
    internal static WireAnswer Answer(GraphCall call)
    {
        if (call.Path is ["me", .. var mine])
        {
            var me = call.Caller.UserId ?? throw new GraphRefusal(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
            call = call with { Path = ["users", me.ToString(), .. mine] };
        }
        // The beta version is served where this tenant's own paths are the same in both.
        return call.Path switch
        {
            ["users"] => call.On(get: () => Users.List(call), post: () => Users.Create(call)),
            ["users", "$count"] => call.On(get: () => Users.Number(call)),
            ["users", var id] => call.On(get: () => Users.Get(call, id), patch: () => Users.Update(call, id), delete: () => Users.Delete(call, id)),
            ["users", var id, "assignLicense"] => call.On(post: () => Licences.Assign(call, id)),
            ["users", var id, "revokeSignInSessions"] => call.On(post: () => Users.RevokeSignIns(call, id)),
            ["users", var id, "licenseDetails"] => call.On(get: () => Licences.Details(call, id)),
            ["users", var id, "memberOf" or "transitiveMemberOf", .. [] or ["graph.directoryRole"]] => call.On(get: () => DirectoryRoles.Of(call, id)),
            ["users", var id, .. var rest] => OutlookRoutes.Answer(call, id, rest),
            ["groups"] => call.On(get: () => Groups.List(call)),
            ["groups", var id] => call.On(get: () => Groups.Get(call, id)),
            ["groups", var id, "members"] => call.On(get: () => Groups.Members(call, id)),
            ["groups", var id, "members", "$ref"] => call.On(post: () => Groups.AddMember(call, id)),
            ["groups", var id, "members", var member, "$ref"] => call.On(delete: () => Groups.RemoveMember(call, id, member)),
            ["subscribedSkus"] => call.On(get: () => Licences.Skus(call)),
            ["organization"] => call.On(get: () => Organization.List(call)),
            ["organization", var id] => call.On(get: () => Organization.Get(call, id)),
            ["domains"] => call.On(get: () => Domains.List(call)),
            ["domains", var id] => call.On(get: () => Domains.Get(call, id)),
            ["applications"] => call.On(get: () => Applications.List(call), post: () => Applications.Create(call)),
            ["applications", var id] => call.On(get: () => Applications.Get(call, id), patch: () => Applications.Update(call, id), delete: () => Applications.Delete(call, id)),
            ["applications", var id, "addPassword"] => call.On(post: () => Applications.AddPassword(call, id)),
            ["applications", var id, "removePassword"] => call.On(post: () => Applications.RemovePassword(call, id)),
            ["applications", var id, "federatedIdentityCredentials"] => call.On(get: () => FederatedCredentials.List(call, id), post: () => FederatedCredentials.Create(call, id)),
            ["applications", var id, "federatedIdentityCredentials", var credential] => call.On(get: () => FederatedCredentials.Get(call, id, credential), delete: () => FederatedCredentials.Delete(call, id, credential)),
            ["servicePrincipals"] => call.On(get: () => ServicePrincipals.List(call), post: () => ServicePrincipals.Create(call)),
            ["servicePrincipals", var id] => call.On(get: () => ServicePrincipals.Get(call, id), patch: () => ServicePrincipals.Update(call, id), delete: () => ServicePrincipals.Delete(call, id)),
            ["servicePrincipals", var id, "addPassword"] => call.On(post: () => ServicePrincipals.AddPassword(call, id)),
            ["servicePrincipals", var id, "removePassword"] => call.On(post: () => ServicePrincipals.RemovePassword(call, id)),
            ["servicePrincipals", var id, "appRoleAssignments"] => call.On(get: () => AppRoleAssignments.Given(call, id), post: () => AppRoleAssignments.Give(call, id, asResource: false)),
            ["servicePrincipals", var id, "appRoleAssignedTo"] => call.On(get: () => AppRoleAssignments.Taken(call, id), post: () => AppRoleAssignments.Give(call, id, asResource: true)),
            ["servicePrincipals", var id, "appRoleAssignments" or "appRoleAssignedTo", var assignment] =>
                call.On(get: () => AppRoleAssignments.Get(call, id, assignment), delete: () => AppRoleAssignments.Delete(call, id, assignment)),
            ["servicePrincipals", var id, "oauth2PermissionGrants"] => call.On(get: () => PermissionGrants.Of(call, id)),
            ["servicePrincipals", var id, "memberOf" or "transitiveMemberOf", .. [] or ["graph.directoryRole"]] => call.On(get: () => DirectoryRoles.Of(call, id)),
            ["oauth2PermissionGrants"] => call.On(get: () => PermissionGrants.List(call), post: () => PermissionGrants.Create(call)),
            ["oauth2PermissionGrants", var id] => call.On(get: () => PermissionGrants.Get(call, id), patch: () => PermissionGrants.Update(call, id), delete: () => PermissionGrants.Delete(call, id)),
            ["directoryRoles"] => call.On(get: () => DirectoryRoles.List(call)),
            ["directoryRoles", var id, "members"] => call.On(get: () => DirectoryRoles.Members(call, id)),
            ["roleManagement", "directory", "roleDefinitions"] => call.On(get: () => RoleAssignments.Definitions(call)),
            ["roleManagement", "directory", "roleDefinitions", var id] => call.On(get: () => RoleAssignments.Definition(call, id)),
            ["roleManagement", "directory", "roleAssignments"] => call.On(get: () => RoleAssignments.List(call), post: () => RoleAssignments.Create(call)),
            ["roleManagement", "directory", "roleAssignments", var id] => call.On(get: () => RoleAssignments.Get(call, id), delete: () => RoleAssignments.Delete(call, id)),
            ["roleManagement", "directory", "roleEligibilityScheduleInstances"] => call.On(get: () => RoleSchedules.Eligibilities(call)),
            ["roleManagement", "directory", "roleEligibilityScheduleInstances", var id] => call.On(get: () => RoleSchedules.Eligibility(call, id)),
            ["roleManagement", "directory", "roleAssignmentScheduleInstances"] => call.On(get: () => RoleSchedules.Assignments(call)),
            ["roleManagement", "directory", "roleAssignmentScheduleRequests"] => call.On(post: () => RoleSchedules.Request(call)),
            ["identity", "conditionalAccess", "policies"] => call.On(get: () => Policies.List(call)),
            ["identity", "conditionalAccess", "policies", var id] => call.On(get: () => Policies.Get(call, id)),
            ["policies", "identitySecurityDefaultsEnforcementPolicy"] => call.On(get: () => Policies.SecurityDefaults(call)),
            ["policies", "defaultAppManagementPolicy"] => call.On(get: () => CredentialRules.Get(call)),
            // Documented in the beta version only.
            ["reports", "servicePrincipalSignInActivities"] when call.Version == "beta" => call.On(get: () => SignInReport.List(call)),
            ["directory", "administrativeUnits"] => call.On(get: () => AdministrativeUnits.List(call), post: () => AdministrativeUnits.Create(call)),
            ["directory", "administrativeUnits", var id] => call.On(get: () => AdministrativeUnits.Get(call, id), patch: () => AdministrativeUnits.Update(call, id), delete: () => AdministrativeUnits.Delete(call, id)),
            ["directory", "administrativeUnits", var id, "members"] => call.On(get: () => AdministrativeUnits.Members(call, id)),
            ["directory", "administrativeUnits", var id, "members", "$ref"] => call.On(post: () => AdministrativeUnits.AddMember(call, id)),
            ["directory", "administrativeUnits", var id, "members", var member, "$ref"] => call.On(delete: () => AdministrativeUnits.RemoveMember(call, id, member)),
            ["directory", "deletedItems", "graph.user"] => call.On(get: () => DeletedItems.Users(call)),
            ["directory", "deletedItems", "graph.application"] => call.On(get: () => DeletedItems.ListApplications(call)),
            ["directory", "deletedItems", var id] => call.On(get: () => DeletedItems.Get(call, id), delete: () => DeletedItems.Delete(call, id)),
            ["directory", "deletedItems", var id, "restore"] => call.On(post: () => DeletedItems.Restore(call, id)),
            ["subscriptions"] => call.On(get: () => Subscriptions.List(call), post: () => Subscriptions.Create(call)),
            ["subscriptions", var id] => call.On(get: () => Subscriptions.Get(call, id), patch: () => Subscriptions.Update(call, id), delete: () => Subscriptions.Delete(call, id)),
            ["subscriptions", var id, "reauthorize"] => call.On(post: () => Subscriptions.Reauthorize(call, id)),
            ["places"] => call.On(post: () => PlaceChanges.Create(call)),
            ["places", "graph.room" or "graph.roomList" or "graph.workspace" or "graph.building" or "graph.floor" or "graph.section" or "graph.desk"] => call.On(get: () => Places.All(call, call.Path[1]["graph.".Length..])),
            ["places", var id, "graph.roomList", "rooms" or "workspaces"] => call.On(get: () => Places.RoomsOf(call, id, workspaces: call.Path[3] == "workspaces")),
            ["places", var id, .. [] or ["graph.room" or "graph.roomList"]] => call.On(get: () => Places.Get(call, id), patch: () => PlaceChanges.Update(call, id), delete: () => PlaceChanges.Delete(call, id)),
            [] => throw GraphRefusal.NoSegment(""),
            _ => throw GraphRefusal.NoSegment(call.Path[0]),
        };
    }

    /// <summary>Whether a path leads into a mailbox, which Outlook answers; what else lies under a user is the directory's.</summary>
    internal static bool IsOutlook(string path) => GraphPath.Split(path) is [_, "me", not ("memberOf" or "transitiveMemberOf" or "assignLicense" or "licenseDetails" or "revokeSignInSessions"), ..]
        or [_, "users", _, not ("memberOf" or "transitiveMemberOf" or "assignLicense" or "licenseDetails" or "revokeSignInSessions"), ..];

    /// <summary>Whether the request asks to change the tenant. A schedule is read with POST; mail leaves a copy in its sender's mailbox.</summary>
    internal static bool IsWrite(GraphCall call) => call.Request.Method is not ("GET" or "HEAD" or "OPTIONS") && call.Path is not [.., "getSchedule" or "translateExchangeIds"];
}

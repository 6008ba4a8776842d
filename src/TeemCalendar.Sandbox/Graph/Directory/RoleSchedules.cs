using System.Text.Json.Nodes;
using System.Xml;
using TeemCalendar.Sandbox.Graph.OData;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Directory;

/// <summary>Privileged Identity Management: roles that somebody may take, and how he takes one for a while.</summary>
internal static class RoleSchedules
{
    // An activation's default and longest time in a tenant that has changed nothing (documented).
    static readonly TimeSpan Longest = TimeSpan.FromHours(8);
    static readonly Entity<RoleEligibility> Eligible = new("unifiedRoleEligibilityScheduleInstance", "roleManagement/directory/roleEligibilityScheduleInstances", WriteEligible);
    static readonly Entity<DirectoryRoleAssignment> Active = new("unifiedRoleAssignmentScheduleInstance", "roleManagement/directory/roleAssignmentScheduleInstances", WriteActive);

    internal static WireAnswer Eligibilities(GraphCall call)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, Eligible.Collection(call, Valid(call)));
    }

    internal static WireAnswer Eligibility(GraphCall call, string id)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, Eligible.Single(call, Valid(call).FirstOrDefault(e => Id(e) == id) ?? throw GraphRefusal.ResourceNotFound(id)));
    }

    internal static WireAnswer Assignments(GraphCall call)
    {
        DirectoryAccess.ReadRoles(call);
        return new(200, Active.Collection(call, call.State.DirectoryRoles));
    }

    /// <summary>An eligible person takes the role, or gives it back. What administrators may schedule for others is not in this tenant.</summary>
    internal static WireAnswer Request(GraphCall call)
    {
        DirectoryAccess.ActivateRoles(call);
        var body = call.Body("unifiedRoleAssignmentScheduleRequest");
        var action = body["action"].Text();
        if (action is not ("selfActivate" or "selfDeactivate")) throw GraphRefusal.BadRequest($"The sandbox tenant does not carry out the action '{action}': it has selfActivate and selfDeactivate.");
        if (!Guid.TryParse(body["principalId"].Text(), out var principal) || !Guid.TryParse(body["roleDefinitionId"].Text(), out var role) || body["directoryScopeId"].Text() is not "/")
            throw GraphRefusal.BadRequest("principalId, roleDefinitionId and directoryScopeId are needed.");
        // One activates for oneself (documented); an application is nobody who could.
        if (call.Caller.UserId != principal) throw GraphRefusal.RequestDenied();
        var (start, end) = (call.Tenant.Now, (DateTimeOffset?)null);
        if (action is "selfActivate") end = Activate(call, body, principal, role, start);
        else if (call.State.DirectoryRoles.RemoveAll(r => r.PrincipalId == principal && r.RoleTemplateId == role && r.End is not null) == 0)
            throw new GraphRefusal(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist."); // seen
        return new(201, Answer(call, body, action, end));
    }

    /// <summary>What was taken for a while is over by itself.</summary>
    internal static void Expire(SandboxTenant tenant) => tenant.State.DirectoryRoles.RemoveAll(r => r.End <= tenant.Now);

    static DateTimeOffset Activate(GraphCall call, JsonObject body, Guid principal, Guid role, DateTimeOffset start)
    {
        // Codes and sentences of all three: seen.
        if (!Valid(call).Any(e => e.PrincipalId == principal && e.RoleTemplateId == role)) throw new GraphRefusal(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
        if (call.State.DirectoryRoles.Exists(r => r.PrincipalId == principal && r.RoleTemplateId == role)) throw new GraphRefusal(400, "RoleAssignmentExists", "The Role assignment already exists.");
        if (body["justification"].Text() is not { Length: > 0 }) throw Rules("JustificationRule");
        var length = Longest;
        if (body["scheduleInfo"]?["expiration"]?["duration"].Text() is { } text)
        {
            try { length = XmlConvert.ToTimeSpan(text); }
            catch (Exception e) when (e is FormatException or OverflowException) { throw GraphRefusal.BadRequest($"The duration '{text}' is invalid."); }
        }
        if (length <= TimeSpan.Zero || length > Longest) throw Rules("ExpirationRule");
        call.State.DirectoryRoles.Add(new() { PrincipalId = principal, RoleTemplateId = role, End = start + length });
        return start + length;
    }

    static JsonObject Answer(GraphCall call, JsonObject body, string action, DateTimeOffset? end)
    {
        var id = call.Tenant.NewGuid().ToString();
        return new()
        {
            ["@odata.context"] = call.Context("roleManagement/directory/roleAssignmentScheduleRequests/$entity"), ["id"] = id, ["status"] = action is "selfActivate" ? "Provisioned" : "Revoked", ["createdDateTime"] = GraphTime.Precise(call.Tenant.Now),
            ["completedDateTime"] = GraphTime.Precise(call.Tenant.Now), ["approvalId"] = null, ["customData"] = null, ["action"] = action, ["principalId"] = body["principalId"].Text(), ["roleDefinitionId"] = body["roleDefinitionId"].Text(),
            ["directoryScopeId"] = "/", ["appScopeId"] = null, ["isValidationOnly"] = false, ["targetScheduleId"] = id, ["justification"] = body["justification"].Text(),
            ["scheduleInfo"] = new JsonObject
            {
                ["startDateTime"] = GraphTime.Precise(call.Tenant.Now), ["recurrence"] = null,
                ["expiration"] = new JsonObject { ["type"] = end is null ? "notSpecified" : "afterDateTime", ["endDateTime"] = end is { } until ? GraphTime.Precise(until) : null, ["duration"] = null },
            },
        };
    }

    static GraphRefusal Rules(string rule) => new(400, "RoleAssignmentRequestPolicyValidationFailed", $"The following policy rules failed: [\"{rule}\"]");

    static IEnumerable<RoleEligibility> Valid(GraphCall call) => call.State.EligibleRoles.Where(e => e.Start <= call.Tenant.Now && !(e.End <= call.Tenant.Now));

    static string Id(RoleEligibility eligibility) => Base64Url.Encode([.. eligibility.RoleTemplateId.ToByteArray(), .. eligibility.PrincipalId.ToByteArray()]) + "-1-e";

    static void WriteEligible(Row row, GraphCall call, RoleEligibility eligibility) => row
        .Put("id", () => Id(eligibility)).Put("principalId", eligibility.PrincipalId.ToString()).Put("roleDefinitionId", eligibility.RoleTemplateId.ToString()).Put("directoryScopeId", "/").Put("appScopeId", (JsonNode?)null)
        .Put("startDateTime", () => GraphTime.Precise(eligibility.Start)).Put("endDateTime", () => eligibility.End is { } end ? GraphTime.Precise(end) : null).Put("memberType", "Direct")
        .Put("roleEligibilityScheduleId", eligibility.ScheduleId.ToString());

    static void WriteActive(Row row, GraphCall call, DirectoryRoleAssignment assignment) => row
        .Put("id", () => RoleAssignments.Id(assignment)).Put("principalId", assignment.PrincipalId.ToString()).Put("roleDefinitionId", assignment.RoleTemplateId.ToString()).Put("directoryScopeId", "/").Put("appScopeId", (JsonNode?)null)
        .Put("startDateTime", (JsonNode?)null).Put("endDateTime", () => assignment.End is { } end ? GraphTime.Precise(end) : null).Put("assignmentType", assignment.End is null ? "Assigned" : "Activated").Put("memberType", "Direct")
        .Put("roleAssignmentOriginId", () => RoleAssignments.Id(assignment)).Put("roleAssignmentScheduleId", () => SandboxTenant.GuidOf(RoleAssignments.Id(assignment)).ToString());
}

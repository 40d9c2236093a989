package room

import "warmroom/fault"

// What a room refuses by itself; what moderation refuses comes from there.
var (
	errEnded      = fault.New(fault.Gone, "meeting_ended", "This meeting has ended.")
	errClosed     = fault.New(fault.Unavailable, "room_closed", "The room is closed for a moment. Please come again.")
	errSlow       = fault.New(fault.Unavailable, "too_slow", "That took too long. Please try again.")
	errNotHere    = fault.New(fault.Gone, "not_in_room", "You are not in this meeting any more.")
	errNotPresent = fault.New(fault.Forbidden, "not_present", "That is possible once you are in the room.")
	errNobody     = fault.New(fault.NotFound, "nobody", "That person is not there any more.")

	errRemoved     = fault.New(fault.Forbidden, "removed", "A facilitator has removed you from this meeting.")
	errNameTaken   = fault.New(fault.Conflict, "name_taken", "That name reads like a facilitator's. Please choose another one.")
	errDoorLocked  = fault.New(fault.Conflict, "door_locked", "The door is locked. Open it first to let people in.")
	errNotSpokenTo = fault.New(fault.Conflict, "not_spoken_to", "You can answer when a facilitator has spoken to you at the door.")
	errStillCalm   = fault.New(fault.Conflict, "calm", "The door stays locked while the room is calm. Open the room first.")
	errLeadsFirst  = fault.New(fault.Forbidden, "facilitator_first", "A facilitator has to look at who is there first.")
	errLookFirst   = fault.New(fault.Conflict, "look_first", "Please look at who is there first, and let them in one by one.")
	errDoorFull    = fault.New(fault.Full, "door_full", "Very many people are waiting just now. Please try again in a few minutes.")
	errRoomFull    = fault.New(fault.Full, "room_full", "The room is full. People can come in when somebody leaves.")

	errCameraRule = fault.New(fault.Forbidden, "camera_rule", "In this group all cameras stay off.")
	errShareTaken = fault.New(fault.Conflict, "share_taken", "Somebody else is sharing their screen.")

	errInSide     = fault.New(fault.Conflict, "in_side_room", "One of you is in a side room, or was asked to one. That has to end first.")
	errLastLead   = fault.New(fault.Conflict, "last_to_lead", "Somebody who leads has to stay with the group. A side room takes two who lead.")
	errLeadBusy   = fault.New(fault.Conflict, "lead_busy", "The facilitator can't leave the group just now. You can say yes again in a moment.")
	errLeadAway   = fault.New(fault.Conflict, "lead_away", "The facilitator is reconnecting. You can say yes again in a moment.")
	errNoSide     = fault.New(fault.NotFound, "no_side_room", "That side room is over.")
	errAside      = fault.New(fault.Conflict, "aside", "That person is in a side room just now. They keep their place.")
	errSideAnswer = fault.Field("answer", "yes, yes_alone or no")

	errLongPlan  = fault.New(fault.Conflict, "long_plan", "The plan has as many parts as it can have.")
	errNoSegment = fault.New(fault.Conflict, "no_segment", "No part of the plan goes on just now.")
	errNotAsked  = fault.New(fault.Conflict, "not_asking", "The floor is given only where people ask for it.")
	errNoShare   = fault.New(fault.Conflict, "no_share", "Nobody has a share of time just now.")
	errNoCircle  = fault.New(fault.Conflict, "no_circle", "There is no circle just now.")
	errNoReading = fault.New(fault.Conflict, "no_reading", "Nothing is being read aloud just now.")
	errNoClauses = fault.New(fault.Conflict, "no_agreements", "The group has no agreements to read.")
	errObserves  = fault.New(fault.Conflict, "observes", "That person is here to observe.")
	errLeads     = fault.New(fault.Conflict, "leads", "That person leads the meeting too.")
	errNoTurn    = fault.New(fault.Conflict, "no_turn", "You have no turn to come in this round.")
	errLastTurn  = fault.New(fault.Conflict, "last_turn", "Nobody else is to come in this round.")

	errLane          = fault.Field("lane", "one of the lanes")
	errManyResources = fault.New(fault.Full, "many_resources", "No more can be pinned. Hide something first.")
	errManyReports   = fault.New(fault.TooMany, "many_reports", "The facilitators have your reports. Please wait until they have seen to them.")
	errNoReport      = fault.New(fault.NotFound, "no_report", "That report is not open any more.")
	errTooLong       = fault.New(fault.Conflict, "too_long", "A meeting can last 12 hours at most.")
	errRemovedBefore = fault.New(fault.Conflict, "already_removed", "That person has been removed already.")
	errNoRemoval     = fault.New(fault.NotFound, "no_removal", "There is no such removal, or it was undone already.")
	errNoMessage     = fault.New(fault.NotFound, "no_message", "That message is not there any more.")
)
